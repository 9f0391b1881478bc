
## Messages by mail

# A message is plain text. Its paragraphs stand between empty lines: { $button } is one of them, { $code } ends one. A
# paragraph with { $name } is left out if the account has no name, so the next one must be good as a beginning as well.
#
# $name: of the account. $installation: what the operator calls the site. $time, $date: see date-minute and date-day.
# $lifetime: see mail-lifetime-minutes. $device, $address: browser and network address of a sign-in. $new_email: an email
# address. $code: six digits.

# The account was used in a browser that it had not been used in.
mail-new-sign-in =
    Hello { $name },

    Your account at { $installation } was used in a browser that we do not know.

    Time: { $time }

    Device: { $device }

    Address: { $address }

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on.

    If it was not you, press the button and enter the code. This signs out that
    device, makes the password invalid and sends you a link to choose a new one.
    .subject = New sign-in to your account
    .button = It was not me

mail-password-reset =
    Hello { $name },

    Somebody asked for a new password for your account at { $installation }.

    { $button }

    The link works once, within { $lifetime }. If it was not you, ignore this
    message: your password stays as it is.
    .subject = Choose a new password
    .button = Choose a new password

mail-password-changed =
    Hello { $name },

    The password of your account at { $installation } was changed on { $time }. All
    other devices were signed out.

    { $button }

    If it was you, there is nothing to do.
    .subject = Your password was changed
    .button = It was not me

# The account is new, or has another address.
mail-confirm-email =
    Somebody created an account at { $installation } with this address.

    { $button }

    The page may ask for this code: { $code }

    This works once, within { $lifetime }. If it was not you, ignore this message,
    and do not pass the code on.
    .subject = Confirm your email address
    .button = Confirm the address

# The account does not exist yet. No code: the page asks for the password.
mail-confirm-registration =
    Somebody created an account at { $installation } with this address.

    { $button }

    This works once, within { $lifetime }. The page may ask for the password that
    you chose. If it was not you, ignore this message.
    .subject = Confirm your email address
    .button = Confirm the address

# To the new address of an account.
mail-email-change-confirm =
    Somebody wants to use this address for an account at { $installation }.

    { $button }

    The page may ask for this code: { $code }

    This works once, within { $lifetime }. If it was not you, ignore this message,
    and do not pass the code on.
    .subject = Confirm your new email address
    .button = Confirm the address

# To the previous address: the owner has changed it.
mail-email-change-notice =
    Hello { $name },

    The email address of your account at { $installation } was changed to
    { $new_email }. Messages no longer reach you here.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do: do not pass the code on. If not, undo
    the change within { $lifetime }. That signs you out everywhere, and you choose a
    new password.
    .subject = Your email address was changed
    .button = Undo the change

# To the previous address: an administrator has changed it.
mail-email-changed =
    Hello { $name },

    An administrator of { $installation } has changed the email address of your
    account to { $new_email }. Messages no longer reach you here.

    { $button }

    The page may ask for this code: { $code }

    If you did not expect this, ask an administrator, or undo the change within
    { $lifetime }. That signs you out everywhere, and you choose a new password. Do
    not pass the code on.
    .subject = Your email address was changed
    .button = Undo the change

# The same without a link that undoes it.
mail-email-changed-vouched =
    Hello { $name },

    An administrator of { $installation } has changed the email address of your
    account to { $new_email }. Messages no longer reach you here.

    If you did not expect this, ask an administrator.
    .subject = Your email address was changed

# To the address that an account had in between.
mail-email-change-undone =
    The email address of an account at { $installation } was changed back from this
    one to an earlier one. Messages no longer reach you here.

    If you did not expect this, ask an administrator.
    .subject = Your email address was changed back

# Somebody wanted to register with the address of an account.
mail-registration-taken =
    Somebody wanted to create an account at { $installation } with this address,
    which already has one.

    { $button }

    If it was you and you no longer know the password, you can choose a new one
    on that page. If it was not you, ignore this message: nothing has changed.
    .subject = You already have an account
    .button = Sign in

mail-invitation =
    An administrator of { $installation } has created an account for you.

    { $button }

    The link works once, within { $lifetime }. Later you sign in with this email
    address. If you did not expect an account, ignore this message.
    .subject = Your new account
    .button = Choose a password

mail-api-token-created =
    Hello { $name },

    An API token was created for your account at { $installation } on { $time }. A
    program that has it can use your account without your password.

    { $button }

    If it was you, there is nothing to do. If not, choose a new password: that
    revokes all API tokens and signs you out everywhere.
    .subject = A new API token was created
    .button = It was not me

mail-account-disabled =
    Hello { $name },

    An administrator of { $installation } has disabled your account. You were signed
    out everywhere and cannot sign in.
    .subject = Your account was disabled

# An administrator has deleted the account.
mail-account-deleted =
    Hello { $name },

    Your account at { $installation } was deleted.

    An administrator can restore it until { $date }. After that, its data is gone
    for good.
    .subject = Your account was deleted

# Somebody who knows the password has deleted the account: its owner or a thief.
mail-account-closed =
    Hello { $name },

    Your account at { $installation } was deleted.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do: do not pass the code on. If not,
    restore the account within { $lifetime }. Then you choose a new password.

    An administrator can restore it until { $date }. After that, its data is gone
    for good.
    .subject = Your account was deleted
    .button = Restore the account

# The same, to an earlier address, which can undo the change of address.
mail-account-closed-elsewhere =
    Hello { $name },

    Your account at { $installation } was deleted.

    If it was not you, undo the change of your email address: this restores the
    account. The link in the earlier message still works.

    An administrator can restore it until { $date }. After that, its data is gone
    for good.
    .subject = Your account was deleted

mail-test =
    { $installation } can send mail to this address.
    .subject = Test message

# The words around each message. $host: the name of the server in the address of the button.
mail-layout =
    .button = If the button does not work, open this address:
    .footer = { $installation } ({ $host }) has sent this message automatically. Replies are not read.
    .terms = Terms
    .privacy = Privacy
    .support = Support

# How long a link works, after "within".
mail-lifetime-minutes = { $count ->
    [one] 1 minute
   *[other] { NUMBER($count) } minutes
}
mail-lifetime-hours = { $count ->
    [one] 1 hour
   *[other] { NUMBER($count) } hours
}
mail-lifetime-days = { $count ->
    [one] 1 day
   *[other] { NUMBER($count) } days
}
# The device or the address of a sign-in.
mail-unknown = unknown
