"""The counsellors' app: case work offline, encrypted on the laptop, merged with the office when there is a network.

Rooms, outermost first: ``__main__`` and ``cli`` start it, ``bootstrap`` puts it together, ``desktop`` is the window
(the only package that knows Qt), ``workflows`` is what people do, ``store`` and ``vault`` keep what they wrote,
``domain`` holds the words and rules of the work.
"""
