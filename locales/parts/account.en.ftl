## Sign in

sign-in-line = Check the web address before you enter your password.
# Before the link “Create account”.
sign-in-new-here = New here?
sign-in-forgot-password = Forgot password?
sign-in-remember = Keep me signed in on this device
sign-in-busy = Signing in…
# After the reason why the visitor was signed out.
sign-in-go-on = Sign in to go on where you were.
sign-in-required = Sign in to open that page.
sign-in-required-more = You will go straight to it after you sign in.
sign-in-back = Back to sign-in

## Forgot password

sign-in-forgot-heading = Forgot password
sign-in-forgot-line = The link in the message works once and expires after 30 minutes.
sign-in-forgot-about = Enter the email address of your account. We send you a link to choose a new password.
sign-in-forgot-send = Send link

## Create account

register-line = Your password is never stored as plain text.
# Before the link “Sign in”.
register-has-account = Already have an account?
register-closed = Registration is closed.
register-closed-more = Ask an administrator to create an account for you.

## Pages of one-time links

link-works-once = This link works once.
link-setup-line = This link works once and expires after one hour.
link-setup-heading = Create the first administrator
link-setup-about = This account can manage all other accounts.
link-password-heading = Choose a password
link-password-about = All devices that are signed in to the account are signed out.
link-password-set = Set password
link-password-busy = Setting…
# $name: what the operator calls the installation.
link-welcome = Welcome to { $name }
# $name: the administrator who has sent the invitation.
link-invited-by = { $name } has invited you. Choose a password for your account.
link-invited = You are invited. Choose a password for your account.
link-confirm-heading = Confirm your email address
link-confirm-about = This shows that messages to the address reach you. If you did not ask for it, close this page.
link-confirm = Confirm
link-confirm-busy = Confirming…
# About a sign-in.
link-report-heading = Was this not you?
link-report-about = This signs out the device. The current password no longer works, and we send you a message with a link to choose a new one.
link-report = Sign out the device
link-report-busy = Signing out…
link-undo-heading = Undo the change of your email address
link-undo-about = Your account gets this email address back, and is restored if it was deleted. You are signed out on all devices, and the current password no longer works. We send you a message with a link to choose a new one.
link-undo = Undo the change
link-undo-busy = Undoing…

## Check your mail

check-mail-heading = Check your mail
check-mail-line = The link in a message works once.
check-mail-unknown = Use the link in the message that you have asked for. If there is none, ask again.
# $email: the address as it was typed. Do not say whether there is an account with it.
check-mail-password = If an account has the address { $email }, a message with a link to choose a new password is on its way. The link is valid for 30 minutes.
# $email: the address of the new account.
check-mail-confirmation = Your account is created. Before you sign in, confirm your address with the link in our message to { $email }. The link is valid for 24 hours.
# $email: the address as it was typed. Do not say whether there is an account with it.
check-mail-registration = We have sent a message to { $email }. It says how to go on.
check-mail-missing = No message after a few minutes? Look among the unwanted mail, or send it again. An address gets at most five messages an hour.
# Sends a message again.
check-mail-send-again = Send again
check-mail-sending = Sending…
check-mail-other-address = Use another address

## Error pages

# $status: the HTTP status, such as 404.
error-page-status = Error { $status }
error-page-not-found = Page not found
error-page-not-found-more = Check the address for typing mistakes. The page may also have moved.
error-page-cross-site = This request came from another site
error-page-cross-site-more = To protect your account, nothing was changed. Start again on this site.
error-page-no-access = You don't have access to this page
error-page-no-access-more = Sign in with an account that has access, or ask for a new link.
error-page-unavailable = The service is temporarily unavailable
error-page-server = Something went wrong
error-page-server-more = The problem is on our side. Try again in a few minutes.
error-page-request = Your request could not be processed
error-page-request-more = The request could not be read. Go back and try again.
error-page-too-large = You sent more data than this page accepts. Go back and send less.
# $time: such as “40 seconds”.
error-page-wait = Wait { $time }, then try again.
error-page-wait-unknown = Wait a few minutes, then try again.
# After too many attempts to sign in, perhaps by somebody else: follows the advice to wait.
error-page-account-safe = Your account is safe.
# Before the id.
error-page-request-id = Request ID:
# This and the next three are about a link that is no longer valid.
error-page-link-used = It has been used, has expired, or was replaced by a newer one. Each link works once.
error-page-link-confirm = It has been used, has expired, or was replaced by a newer one. Your account page shows whether your address is confirmed, and can send a new message.
error-page-link-undo = It has been used, the seven days are over in which the change could be undone, or an administrator has decided since. If you cannot sign in any more, ask an administrator.
error-page-link-report = It has been used, has expired, or you have chosen a new password since. If you do not know a sign-in, choose a new password: that signs out all devices.
error-page-new-link = Request a new link
error-page-new-password = Choose a new password
error-page-to-account = Go to your account
error-page-to-home = Go to the home page

## Home page of strangers

home-heading = Welcome
# $name: what the operator calls the installation.
home-about = { $name } lets you sign in to this site with one account, and manage your profile, password and data in one place.

## Own account: sections and profile

account-heading = Your account
account-profile = Profile
account-security = Security
account-devices = Devices
account-programs = Programs
account-data = Data
account-profile-about = Your name and picture are shown in the applications that you sign in to.
# The hint of the field “Username”.
account-username-fixed = Only an administrator can change it.
account-email-change = We send a message to the new address. The change takes effect when you confirm it.
account-email-replace = We send a message to the new address, to confirm it.
# The hint of the field “Current password”.
account-email-password = Only needed to change your email
# Before a date.
account-since = Member since
# $names: the names of the groups, separated by commas.
account-groups = Groups: { $names }
account-save = Save changes
account-saving = Saving…

## Own account: email address

# $email: the new address.
account-email-waiting = Waiting for confirmation of { $email }. Open the link in the message to it.
account-email-until = Until then, your email address stays as it is.
account-email-cancel = Cancel the change
account-email-cancelling = Cancelling…
# $email: the address of the account.
account-email-unconfirmed = Not confirmed yet: use the link in our message to { $email }. No message? Correct the address above, or send it again.

## Own account: picture

account-picture-change = Change picture
account-picture-save = Save picture
account-picture-formats = JPEG, PNG or WebP, up to 5 MB.
# The title of the dialog in which a picture is cropped.
account-picture-position = Position your picture
account-picture-preview = Picture preview
account-picture-zoom = Zoom
account-picture-help = Drag the picture, or use the arrow keys.

## Own account: security

security-password-about = Changing your password signs you out on all other devices.
security-revoke-tokens = Also revoke my API tokens
security-revoke-tokens-about = Programs that use them are refused.
security-change-password = Change password
security-changing = Changing…
security-advice = A good password
# $length: how many characters suffice without any other rule.
security-advice-long = Use four or five unrelated words, { NUMBER($length) } or more characters.
# $length: the minimum.
security-advice-short = Or use { NUMBER($length) } or more characters with upper and lower case, a number and a symbol.
security-activity = Recent activity
security-activity-about = If you don't recognise something here, change your password.
security-activity-foot = The latest events of your account.
security-activity-all = See all

## Own account: applications

account-applications-heading = Your applications
account-applications-open = Open to you
account-applications-about = You sign in to these applications with this account. Signing out here signs you out of all of them.
account-applications-none = No application is open to you yet.

## Own account: data

data-heading = Your data
data-copy = Copy of your data
data-copy-about = Get a copy of all data about you.
data-copy-contents = Profile, picture, sessions and activity, in one JSON file. Your password is not included.
data-download = Download your data
data-delete = Delete account
# A button that opens a dialog.
data-delete-opener = Delete account…
# $username: of the own account.
data-delete-of = Delete { $username }
# $username: of the own account.
data-delete-question = Delete your account, { $username }?
data-delete-question-more = You are signed out on all devices immediately. An administrator can restore the account for 30 days. After that, it is deleted permanently.
data-delete-keep = Keep account
# Below “Delete account”.
data-delete-about = An administrator can restore it for 30 days.
data-delete-card = You are signed out on all devices immediately. After 30 days, your account is deleted permanently.

## Devices

devices-computer = Computer
devices-phone = Phone
devices-tablet = Tablet
# No browser, but a command-line tool, a library or a crawler.
devices-program = Program
devices-other = Other device
# $browser: such as “Firefox”. $system: such as “Linux” or “iPhone”.
devices-browser-on-system = { $browser } on { $system }
devices-unknown = Unknown device

## Notices after a success

notice-welcome = Account created. You are signed in.
notice-signed-out = You are signed out.
notice-changes-saved = Changes saved.
notice-picture-saved = Picture saved.
notice-picture-removed = Picture removed.
notice-password-changed = Password changed. Your other devices are signed out.
notice-account-deleted = Your account is deleted. You are signed out on all devices.
notice-user-disabled = Account disabled and signed out on all devices.
notice-user-enabled = Account enabled.
notice-user-deleted = Account deleted. You can restore it for 30 days.
notice-user-restored = Account restored.
notice-user-purged = Account deleted permanently.
notice-role-changed = Role changed.
notice-session-ended = Device signed out.
notice-other-sessions-ended = All other devices signed out.
notice-all-sessions-ended = All devices signed out.
notice-sent-again = If the address is right, another message is on its way. Only the newest link works.
notice-password-chosen = Password set. Sign in with your new password.
notice-email-confirmed = Email address confirmed.
notice-confirmation-sent = Check your mail: a message is on its way. Its link is valid for 24 hours.
notice-invitation-sent = Invitation sent. Its link is valid for 7 days.
notice-invitation-revoked = Invitation revoked. Its link no longer works.
notice-mailing-begun = The invitations are being sent. You may leave this page.
notice-mailing-stopped = No further invitations are sent. Those that were sent stay valid.
notice-no-invitations = No invitation was sent: all these users have a password or an open invitation.
notice-invitation-accepted = Password set. You are signed in.
notice-sign-in-reported = The device is signed out. We have sent you a message with a link to choose a new password.
notice-confirm-email-first = Account created. Confirm your email address: we have sent a message to it.
notice-registration-received = Check your mail: we have sent a message to the address.
notice-email-change-requested = Check your mail: your email address changes when you confirm it with the link in the message.
notice-email-change-cancelled = Your email address stays as it is.
notice-email-change-undone = Your email address is restored. Check your mail: a link to choose a new password is on its way.
notice-api-token-revoked = Token revoked. Programs that use it are refused.
notice-api-tokens-revoked = Tokens revoked. Programs that use them are refused.
notice-service-account-created = Service account created. Create a token for its program.
notice-group-created = Group created.
notice-group-deleted = Group deleted.
notice-added-to-group = Added to the group.
notice-removed-from-group = Removed from the group.
notice-application-created = Application created. Connect it to its proxy.
notice-application-deleted = Application deleted. Nobody can enter it any more.

## Why a session is over

# The sign-in page shows the first sentence of each as a title, and what follows below it.
ended-signed-out = You were signed out because this session was ended from another device.
ended-administrator = You were signed out because an administrator ended this session.
ended-password-changed = You were signed out because your password was changed.
ended-email-change-undone = You were signed out because a change of your email address was undone. Choose a new password with the link in the message.
ended-account-disabled = You were signed out because your account was disabled.
ended-account-deleted = You were signed out because your account was deleted.
ended-token-reused = You were signed out because this session was used in two places. If the other one was not you, change your password.
ended-too-many-sessions = You were signed out because you signed in on too many other devices.
ended-reported = You were signed out because the owner of the account reported this sign-in.
ended-expired = You were signed out because your session expired.
ended-unknown = You were signed out because your session was ended.
