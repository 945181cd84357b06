"""Speed, measured: one module per mark, raw limits and peers side by side in the same run. Prints JSON lines."""
