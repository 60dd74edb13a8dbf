"""Evals: sets, judging, figures, fitting, benches."""
