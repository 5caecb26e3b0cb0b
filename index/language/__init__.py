"""What the words of a text say, whoever asks: it knows neither questions nor articles, and imports nothing else of ours."""
