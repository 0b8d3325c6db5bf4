"""Where documents come from: folders, archives, dumps and stores, and what a manifest tells of them."""
