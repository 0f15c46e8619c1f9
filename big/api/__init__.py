"""The core of the API: who asks, what they may see, how a version guards a write, how every error is told."""
