"""Live demos: functions with declared controls, which run here and in the reader's browser."""
