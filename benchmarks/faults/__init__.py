"""The faults that a home meets in its life, made on purpose on the real program: what was lost, doubled and said."""
