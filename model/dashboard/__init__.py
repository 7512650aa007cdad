"""The start page: what is due today, what is in the pipeline, what is won."""
