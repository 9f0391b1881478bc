-- Where users arrive after signing out in the application, an absolute URL; NULL: at the root of its own origin.
ALTER TABLE applications ADD COLUMN after_sign_out TEXT;
