from tests.desktop.shell.conftest import *
from tests.desktop.shell.conftest import add_case
def test_x(run_program, world, qtbot):
    case_id = add_case(world.counsellor, "Armen Sargsyan")
    run = run_program(world.counsellor)
    run.unlock()
    window = run.program.window
    import traceback, types
    area = window._areas["cases"]
    w0=area._widgets[0]
    def hide(): print("HIDE"); traceback.print_stack(limit=6); type(w0).hide(w0)
    def show(): print("SHOW"); traceback.print_stack(limit=6); type(w0).show(w0)
    w0.hide=hide; w0.show=show
    run.program.frame.resize(683, 384)
    area = window._areas["cases"]
    cases, page = area.panes()
    window.navigate("case", case_id=case_id, focus="note")
    run.until(lambda: not cases.isVisible()); print("SEEN HIDDEN", cases.isHidden())
    qtbot.wait(200)
    print("SIZES", run.program.frame.size(), window.size(), area.size(), area._scrolled.size(), area._scrolled.viewport().size(), area.splitter.size(), area.splitter.sizes(), page.size(), page.minimumSizeHint(), area._scrolled.widgetResizable(), window.rail.width(), area.splitter.minimumSizeHint())
    print("SIZES2", cases.isHidden(), cases.isVisible(), area.splitter.isVisible(), page.isVisible(), run.program.frame.isVisible(), cases.width(), area._narrow)
    assert 0
