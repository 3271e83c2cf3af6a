"""Further shots: hard but fair."""
