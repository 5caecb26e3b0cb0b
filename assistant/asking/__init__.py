"""What is asked, understood before anything is looked up."""
