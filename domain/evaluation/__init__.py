"""A unit judged as a whole, supposed otherwise, broken down by points, or compared in its department."""
