"""The pages of publication: for readers, for their mails, for the author, and for the desk."""
