"""A fiscal year played day by day: `script` is what people do, `office` where they do it, `stage` the days."""
