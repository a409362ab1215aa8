"""What several rooms' tests share: writing small hubs, serving folders, finding the repository."""
