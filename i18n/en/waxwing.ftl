# The words of Waxwing in English. Every other language is measured by this file.

## The window

window-title = Waxwing
window-title-unread = ({ $count }) Waxwing
cancel = Cancel
close = Close
separator = { " · " }
no-window = No window can be opened: { $detail }
no-home = There is no home directory, so Waxwing does not know where to keep its profile. Name a place with --profile.
note-settings = The settings can’t be read and were not used: { $detail }
note-settings-kept = The settings file was broken ({ $detail }). It was kept as { $path }, and the usual settings are in force.
note-settings-mended = Some settings had values that make no sense; the usual ones are in force instead: { $names }
note-settings-lost = The settings can’t be kept: { $detail }
note-store-failed = Waxwing can’t write to its profile. Is the disk full? New messages stay on the server until it can.
note-read-only = That was not kept: this profile can only be read.
note-recovered-state = The list of accounts and contacts was damaged and begun anew. Contacts come back from the server.
note-recovered-end = The list of accounts and contacts was damaged, and its latest changes are lost. Contacts come back from the server; look whether a message says that it was not sent.
note-restored-state = The list of accounts and contacts was damaged. It was taken from the copy of { $day }; what changed since then comes back from the server as far as it knows it.
note-restored-history = The stored messages were damaged. What could still be read was kept, and the rest taken from the copy of { $day }.
note-recovered-history = Stored messages were damaged. What could still be read was kept.
note-recovered-passwords = The stored passwords were damaged. Please type them again.
note-recovered-kept = The damaged file was kept as { $path }.
fault-quit = Quit

## Times

time = { $hour }:{ $minute }
moment-other-day = { $day }, { $time }
day-today = Today
day-yesterday = Yesterday
date-weekday = { $weekday } { $day } { $month }
date-weekday-year = { $weekday } { $day } { $month } { $year }
date-full = { $day } { $month } { $year }
date-short = { $day } { $month }
date-numbers = { $day }/{ $month }/{ $year }
weekday = { $number ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
weekday-short = { $number ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
month = { $number ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
month-short = { $number ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
count-many = { $most }+

## Signing in

login-title = Sign in
login-address = Address
login-password = Password
login-reveal = Show password
login-advanced = Advanced
login-host = Server host
login-host-hint = Empty: found by the address; or wss://… for a WebSocket
login-host-web-socket = The address of a WebSocket needs neither a port nor direct TLS beside it.
login-port = Port
login-port-placeholder = 5222
login-resource = Resource
login-resource-hint = A name for this device; empty: chosen for you
login-ca-file = Extra CA file
login-ca-file-hint = Certificates to trust beside the system’s (PEM)
login-client-certificate = Certificate to sign in with
login-client-certificate-hint = A PKCS#12 or PEM file; the password may then stay empty
login-passphrase = Passphrase of the certificate
login-passphrase-hint = Empty if the file has none
login-passphrase-reveal = Show passphrase
login-anonymous = Sign in anonymously (where the server lets anybody in)
login-anonymous-address = To sign in anonymously, type the name of a server, for example example.org.
choose = Choose…
choose-ca-file = Certificates to trust
choose-client-certificate = Certificate to sign in with
choose-kind-certificates = Certificates
choose-no-dialog = This desktop has no dialog for files. Write the path here.
login-proxy = Proxy (SOCKS5)
login-proxy-hint = For Tor, for example; names are looked up there too
login-proxy-invalid = A proxy is a host and a port, for example 127.0.0.1:9050.
login-direct-tls = Direct TLS (encrypted from the first byte)
login-allow-plain = Allow sending the password itself (PLAIN)
login-submit = Sign in
login-address-missing = Type your address, for example name@example.org.
login-password-missing = Type your password.
login-port-invalid = A port is a number from 1 to 65535.
login-port-needs-host = A port needs a server host; type one, or leave the port empty.
login-direct-tls-needs-host = Direct TLS needs a server host; type one, or switch direct TLS off: it is used by itself where the server announces it.
address-example = name@example.org
address-invalid = That is not an address. It looks like name@example.org.

step-begin = Starting…
step-resolve = Looking up the server…
step-connect = Reaching the server…
step-encrypt = Agreeing on encryption…
step-authenticate = Signing in…
step-bind = Opening the session…

## Making an account

login-register = Create an account
login-invitation = I have an invitation link
register-title = Create an account
register-explanation = An account lives on a server, as an email address does. With any of them you can write to people on all the others.
register-filter = Server
register-filter-placeholder = Name, country, or another server
register-none = No server that Waxwing knows is called that. Type its whole name, as example.org.
register-source = From the list of the XMPP Providers project, June 2026. Waxwing has no part in any of these servers.
register-other = Use { $server }
register-on-website = on its website
provider-since = since { $year }
provider-files = files up to { $size } MB
provider-large-files = files up to { $size } GB
provider-history = keeps messages { $days ->
    [one] { $days } day
   *[other] { $days } days
}
provider-captcha = shows a picture to read
provider-green = green energy
country = { $code ->
    [at] Austria
    [bg] Bulgaria
    [ch] Switzerland
    [de] Germany
    [es] Spain
    [fi] Finland
    [fr] France
    [in] India
    [lt] Lithuania
    [nl] Netherlands
    [pe] Peru
    [pt] Portugal
    [ro] Romania
    [us] United States
   *[other] another country
}
register-invited-title = Your invitation
register-link = Invitation link
register-link-explanation = Paste the link that you were sent. It begins with xmpp: or is the address of a page.
register-link-submit = Continue
register-link-invalid = This is no invitation that Waxwing can read.
register-link-other = This link does not make an account. Sign in first, then open it.
register-inviter = { $address } has invited you, and will be your first contact.
register-at = Your account at { $server }
register-website-title = { $server }
register-website-explanation = { $server } makes accounts on its website. Come back when you have yours, and sign in with it.
register-website-open = Open the website
register-website-done = I have my account
register-website-instead = Make it on the server’s website instead
register-asking = Asking what the server wants to know…
register-creating = Making your account…
register-submit = Create account
register-address = Your address will be { $address }
register-captcha = A picture with something to read
register-captcha-wrong = That is not what the picture says. Here is another one.
register-taken = This name is taken. Try another one.
register-name-invalid = A name is made of letters and digits, without spaces.
register-not-offered = This server takes no new accounts from programs.
register-invitation-invalid = The invitation is not, or no longer, valid.
register-server-invalid = This is no name of a server.
register-again = The server has new questions, because the answer took too long. Please look at them again.
register-lost = The connection was lost, and somebody has this name now. Please try another one.
register-too-fast = Too many accounts were made from here. Please try again later.
register-refused = The server refused to make this account.
register-field-username = Name
register-field-password = Password
register-field-email = Email
register-field = { $name ->
    [nick] Nickname
    [first] First name
    [last] Last name
    [address] Street
    [city] City
    [state] Region
    [zip] Postal code
    [phone] Telephone
    [url] Website
    [date] Date
    [misc] Anything else
    [text] Text
   *[other] Full name
}
form-optional = { $name } (optional)
form-missing = Please fill this in.
form-not-an-option = Please choose one of these.
form-not-a-number = This has to be a number.
form-out-of-range = This number is too small or too large.
form-too-long = This is too long.
form-media-link = Something to look at is on the web, at { $url }. Waxwing does not fetch it by itself.
form-media-missing = A picture belongs here that can’t be shown.
password-short = Too short: a few words make a good password.
password-simple = Too simple: use more different letters.
password-common = Contains what is guessed first.
password-fair = Good enough. Longer is better.
password-good = Good.
error-not-offered = This server does not offer that.

## Links, passwords and the end of accounts

link-write-title = Write a message
link-write = A link would have you write to:
link-write-submit = Write
link-add = A link would add this contact to { $own }, and ask to see when they are there:
link-register = A link would make an account for you at:
link-remove-title = Remove a contact
link-remove = The link would remove { $address }. If that is what you want, do it from the list of conversations.
link-other-title = Open a link
link-other = The link wants something of { $address } that Waxwing does not know.
link-unreadable = Waxwing can’t read this link.
link-needs-account = Sign in first, then open the link again.
password-title = Change password
password-explanation = The password of { $address } is changed on its server. Your other devices will ask for the new one.
password-new = New password
password-again = New password again
password-missing = Please choose a password.
password-differs = These are two different passwords.
password-submit = Change
password-waiting = Changing…
password-unchanged = Your password is the same as before.
delete-account-title = Delete account on the server
delete-account-body = { $address } will be gone for good, with its contacts and everything its server keeps, also for your other devices. Its history on this machine goes too. Nobody can bring it back.
delete-account-continue = Continue
delete-account-type = Type the address to confirm
delete-account-submit = Delete for good

## What can go wrong

error-account-exists = This account is here already.
error-not-found = That is not there any more.
error-invalid-xml = That is not one well-formed element.
error-invalid-xml-advice = Write exactly one message, presence or iq, with every element closed.
error-not-a-stanza = Only a message, a presence or an iq can be sent.
error-not-a-stanza-advice = Other elements would be taken for words of the connection itself.
error-invalid-picture = The picture is too large, or of a kind that can’t be shown.
error-invalid-text = The text is empty or too long to send.
error-offline = There is no connection.
error-offline-advice = Try again when you are online.
error-timed-out = The server did not answer in time.
error-store = The profile can’t be read or written.
error-store-advice = Is the disk full, or the directory not yours?
error-damaged = Some stored messages are damaged.
error-damaged-advice = Close Waxwing and start it again: it keeps all that can still be read.
error-read-only = This profile can only be read.
error-read-only-advice = You can look at your conversations, but nothing can be saved, so Waxwing stays offline. Make { $path } writable for you, or choose another profile with --profile, then start again.
undelivered-lost = It was waiting to be sent when the list of such messages was damaged.
undelivered-too-long = It is too long for the server.
undelivered-too-long-advice = Copy it and send it in parts.
undelivered-not-there = The one this was for is not in the group under that name any more.
undelivered-not-there-advice = Try again when they are back, or write to them in a conversation of your own.
undelivered-no-reader = Nobody has a device that could read it.
undelivered-no-reader-one = { $name } has no device that could read it.
undelivered-no-reader-more = { $count ->
    [one] { $name } and one more have no device that could read it.
   *[other] { $name } and { $count } others have no device that could read it.
}
undelivered-no-reader-advice = It was not sent. Try again later, or switch encryption off with the lock to send it as it is.
undelivered-too-many = So many people belong to this group that it can’t be encrypted.
undelivered-too-many-advice = It was not sent. Switch encryption off with the lock to send it as it is.
undelivered-lost-advice = Send it again if it has not arrived.
error-file = { $path } can’t be written.
error-file-advice = Choose another place.
error-file-exists = There is a file { $path } already.
error-file-exists-advice = Choose another name.
error-profile-in-use = Waxwing is running already.
error-profile-in-use-advice = Another window or process uses this profile. Close it first, or choose another profile with --profile.
error-profile-too-new = This profile was written by a newer Waxwing.
error-profile-too-new-advice = Nothing was changed. Install the newer version again to go on.
advice-check-network = Check your network; Waxwing tries again by itself.
advice-try-again = Try again in a moment.
advice-try-later = Try again later.
advice-comes-back = Waxwing connects again by itself.

failure-unknown-host = There is no server called { $host }.
failure-unknown-host-advice = Check the address for typing mistakes.
failure-no-service = { $host } says that it offers no chat service.
failure-no-service-advice = Check the part of the address after the @.
failure-no-dns = Server names can’t be looked up.
failure-no-route = { $host } can’t be reached.
failure-no-route-advice = Check your network. A firewall may be in the way, or the server may be down.
failure-proxy = The proxy { $host } can’t be reached.
failure-proxy-lost = The proxy { $host } closed the connection.
failure-proxy-timed-out = The proxy { $host } does not answer in time.
failure-proxy-not-socks = What answers at { $host } is no SOCKS5 proxy.
failure-proxy-login = The proxy { $host } wants a login.
failure-proxy-login-advice = Waxwing has none for it; use another proxy.
failure-proxy-forbidden = The proxy { $host } does not allow this connection.
failure-proxy-forbidden-advice = Ask whoever runs the proxy, or use another one.
failure-proxy-behind = The proxy { $host } can’t reach the server.
failure-proxy-behind-advice = Check the address, or name the server’s host under “Advanced”.
failure-proxy-name = The name of the server is too long for the proxy { $host }.
failure-proxy-name-advice = Check the server host for typing mistakes.
failure-proxy-advice = Check host and port of the proxy, and whether it is running.
failure-lost = The connection was lost.
failure-timed-out-resolve = Looking up the server took too long.
failure-timed-out-connect = Reaching the server took too long.
failure-timed-out-encrypt = Agreeing on encryption took too long.
failure-timed-out-authenticate = The server took too long to check the password.
failure-timed-out-bind = The server took too long to open the session.
failure-tls = No encryption could be agreed on with the server.
failure-tls-advice = Its encryption may be outdated, or something on the way interferes. Ask whoever runs the server.
failure-tls-not-offered = The server offers no encryption.
failure-tls-not-offered-advice = Waxwing never goes without. Ask whoever runs the server to switch encryption on.
failure-ca-file = The CA file { $path } can’t be used.
failure-ca-file-advice = Choose a file with certificates in PEM form, or leave the field empty.
failure-no-mechanism = The server offers no way to sign in that Waxwing considers safe.
failure-no-mechanism-advice = Ask whoever runs the server to offer SCRAM.
failure-no-mechanism-plain = It wants the password itself. If you trust this server, allow that here and sign in again.
failure-wrong-password = Address or password is wrong.
failure-wrong-password-advice = Type the password again.
failure-no-password = The password of this account is not stored.
failure-no-password-advice = Type it to connect.
failure-account-disabled = This account is disabled.
failure-ask-operator = Ask whoever runs the server.
failure-credentials-expired = The password has expired.
failure-credentials-expired-advice = Set a new one where you made the account.
failure-login-temporary = The server can’t check passwords at the moment.
failure-login-refused = The server refused to let you in.
failure-other-account = The server would sign you in as { $account }.
failure-other-account-advice = The certificate is of that account. Choose the one of this account.
failure-impostor = The server could not prove that it knows your password.
failure-impostor-advice = It may not be the server it claims to be. Don’t sign in until whoever runs it has explained this.
failure-downgrade = The server protects signing in less than before.
failure-downgrade-advice = Somebody between you and the server may be pretending to be it, as happened to people at jabber.ru in 2023. Nothing was given away. Try again later or from another network; if it stays like this, ask whoever runs the server.
failure-tampered-bindings = The server ties signing in to the connection, but nothing says how.
failure-tampered-mechanisms = The server can tie signing in to the connection, but that is missing from its offer.
failure-tampered-offer = What the server offered was changed on its way here.
failure-tampered-connection = The server sees another encrypted connection than yours.
failure-tampered-advice = Somebody between you and the server may be pretending to be it, or the server is set up wrongly. Don’t sign in until whoever runs it has explained this.
failure-client-certificate = The certificate file { $path } can’t be read.
failure-client-certificate-invalid = Waxwing can’t make sense of the file { $path }.
failure-client-certificate-none = The file { $path } holds no certificate.
failure-client-certificate-advice = Choose a PKCS#12 file (.p12, .pfx), or a PEM file with a certificate and its key.
failure-client-certificate-passphrase = The passphrase of { $path } is wrong or missing.
failure-client-certificate-passphrase-advice = Type it again.
failure-client-certificate-no-key = The file { $path } holds no private key.
failure-client-certificate-other-key = The private key in { $path } belongs to another certificate.
failure-client-certificate-key-advice = Export the certificate together with its key, and choose that file.
failure-client-certificate-expired = The certificate in { $path } expired on { $date }.
failure-client-certificate-renew-advice = Get a new one from where you got it, and choose that file.
failure-client-certificate-not-yet = The certificate in { $path } counts only from { $date } on.
failure-certificate-refused = The server does not take this certificate for your account.
failure-certificate-refused-advice = Check that it was made out for this address, and by somebody the server trusts.
failure-second-proof = The server asks for a second proof of who you are.
failure-second-proof-advice = Waxwing can’t give one yet; ask whoever runs the server for a password for programs.
failure-conflict = Another program is signed in with the same resource.
failure-conflict-advice = Only one of the two can be connected.
failure-shutdown = The server is going down or restarting.
failure-host-gone = The server does not serve this address any more.
failure-host-gone-advice = Check the part of the address after the @, or ask whoever runs the server.
failure-policy = The server closed the connection because of its limits.
failure-stream = The server closed the connection with an error.
failure-protocol = The server said something that makes no sense.
failure-protocol-advice = Perhaps another kind of server answers there; check host and port.

certificate-expired = The certificate of { $host } has expired.
certificate-not-yet = The certificate of { $host } is not valid yet.
certificate-wrong-name = The certificate of { $host } was made for other names.
certificate-self-signed = The certificate of { $host } vouches only for itself.
certificate-unknown-issuer = The certificate of { $host } was made out by somebody this machine does not trust.
certificate-revoked = The certificate of { $host } was revoked.
certificate-invalid = The certificate of { $host } is not valid.
certificate-owner-advice = Nothing was sent. Ask whoever runs the server to renew it.
certificate-clock-advice = Nothing was sent. Check date and time of this machine.
certificate-name-advice = Nothing was sent. Check the address, or ask whoever runs the server.
certificate-ca-advice = Nothing was sent. If you know who made it out, name their certificate as “Extra CA file” under Advanced.
fact-line = { $name }: { $fact }
fact-host = Needed for
fact-names = Made for
fact-subject = Made out to
fact-issuer = Made out by
fact-validity = Valid
fact-from-to = from { $from } to { $to }
fact-fingerprint = SHA-256
fact-before = Before
fact-now = Now
fact-nothing-known = Nothing that Waxwing uses
fact-detail = Details
fact-unknown = unknown

refused-not-found = There is nobody at this address.
refused-remote-timeout = Their server does not answer.
refused-forbidden = That is not allowed.
refused-unavailable = They can’t receive it at the moment.
refused-policy = The server has reached one of its limits.
refused-other = The server refused it.

## Without a connection

offline-waiting = No connection since { $since }. Trying again in { $seconds } s
offline-try-now = Try now
offline-idle = Not connected
offline-connect = Connect
offline-connect-here = Connect here
offline-new-password = Password
offline-show-details = Why?
offline-hide-details = Hide the reason

## Who is there

show-chat = wants to talk
show-online = online
show-away = away
show-extended-away = away for long
show-do-not-disturb = do not disturb
show-offline = offline
choice-chat = Happy to talk
choice-online = Online
choice-away = Away
choice-extended-away = Away for long
choice-do-not-disturb = Do not disturb
choice-offline = Offline
presence-stranger = not in your contacts
presence-asked = waiting for them to accept you
presence-unknown = does not show when they are online
presence-devices = { $count ->
    [one] { $count } device
   *[other] { $count } devices
}
own-waiting = No connection
typing = typing…
typing-paused = stopped typing
profile-menu = Your account
profile-status = Status message
profile-status-placeholder = What are you up to?
profile-status-hint = Your contacts see it. Enter saves it.
profile-settings = Settings…
profile-sign-out = Sign out…

## Our accounts

account-add = Add an account
account-add-title = Add an account
account-spoken = { $address }: { $state }
account-off = switched off
account-enabled = Switched on
account-colour = Colour
account-colour-name = { $place ->
    [0] Blue
    [1] Amber
    [2] Green
    [3] Pink
    [4] Teal
    [5] Red
    [6] Violet
   *[7] Olive
}
account-reconnect = Reconnect
account-password-keyring = The password is kept in the keyring of this desktop.
account-password-file = The password is kept in a sealed file, not in a keyring.
account-console = XML console
account-connection = Connection
account-remove = Remove from this machine…
account-order = Place in the list
account-up = Move up
account-down = Move down
account-presence-all = What others see: all accounts
account-presence-of = What others see: { $address }
accounts-count = { $count ->
    [one] { $count } account
   *[other] { $count } accounts
}
accounts-online = { $count ->
    [0] none online
   *[other] { $count } online
}
accounts-without = { $count } without a connection
accounts-off = { $count } switched off
page-back = Back
sidebar-via = to { $address }
sidebar-spoken-account = { $row } (account { $account })
sidebar-spoken-off = { $row } (account { $account }, switched off)
add-contact-account = For
offline-named = { $address }: { $words }
offline-sign-in-again = Sign in again
offline-weaker = Sign in anyway…
offline-weaker-question = If somebody is in between, they could then read what you write and write in your name. Sign in with less protection?
offline-weaker-confirm = Sign in with less protection
offline-together = No connection for { $accounts }. Trying again in { $seconds } s
offline-together-connecting = Connecting { $accounts }…

## The connection page

# The history that servers keep

account-history = History
history-title = History
history-section-progress = On this machine
history-section-limit = How far back
history-section-keeps = What the server keeps
history-idle = There has been no connection yet.
history-not-offered = The server keeps no history. What is said while Waxwing is closed comes only as far as the server holds it back.
history-news = Fetching what came in meanwhile …
history-beginning = Fetching the history …
history-older = Fetching older messages. Everything since { $date } is here.
history-paused = Waits. Everything since { $date } is here, and the server has more.
history-paused-empty = Waits.
history-complete = Up to date. Everything since { $date } is here.
history-empty = Up to date. The server has kept nothing yet.
history-fetched = { $count ->
    [one] One message fetched since the start
   *[other] { $count } messages fetched since the start
}
history-left-out = More than a thousand people you don’t know have written. What others of them say stays on the server.
history-retry = Tried again at { $time }
history-pause = Pause
history-resume = Go on
history-retry-now = Try again
history-brief-older = Fetching history, back to { $date }
history-brief-date = Back to { $date }
history-brief-beginning = Fetching history
history-brief-paused = History waits
history-brief-failed = History can’t be fetched
history-fault-silence = The server does not answer when asked for the history.
history-fault-refused = The server does not give the history.
history-fault-nonsense = What the server sends as history makes no sense.
history-fault-unreadable = A message in the history can’t be read, and breaks the connection whenever it comes. What is older than it stays on the server for now.
history-fault-store = The history can’t be written on this machine.
history-limit-hint = Older messages stay on the server. What is here already stays here.
history-limit-everything = Everything
history-limit-year = A year
history-limit-three-months = Three months
history-limit-month = A month
history-keeps-hint = The server keeps messages for all your devices.
history-keeps-always = Everything
history-keeps-contacts = Only with contacts
history-keeps-never = Nothing
history-keeps-never-hint = Other devices then miss what is said while they are away.
history-keeps-asking = Asking the server …
history-keeps-not-offered = The server does not let you choose.
history-keeps-exceptions = There are more exceptions than Waxwing can keep, so nothing was changed.
history-always = Always kept with:
history-never = Never kept with:

connection-title = Connection
connection-copy = Copy report
connection-refresh = Ask again
connection-section-way = Connection
connection-section-certificates = Certificates
connection-section-server = Server
connection-section-contacts = Whom to write to
connection-section-status = Outages
connection-state = State
connection-place = Host reached
connection-began = Encryption
connection-began-starttls = agreed on before anything else was said (STARTTLS)
connection-began-direct = from the first byte (direct TLS)
connection-began-websocket = over the web server (WebSocket)
connection-tls = TLS version
connection-cipher = Cipher
connection-login = Signed in by
connection-binding = Login tied to the encryption
connection-binding-exporter = yes (tls-exporter)
connection-binding-end-point = yes (tls-server-end-point)
connection-binding-certificate = yes (your certificate)
connection-binding-none = no
connection-since = Connected since
connection-session = Session
connection-session-once = since { $since }
connection-session-resumed = { $count ->
    [one] since { $since }, taken up again once
   *[other] since { $since }, taken up again { $count } times
}
connection-resumption = After an interruption
connection-resumable = the session goes on
connection-not-resumable = a new session begins
connection-certificate-own = The server’s own: { $subject }
connection-certificate-above = Vouched for by: { $subject }
connection-no-certificates = Certificates are shown while there is a connection.
connection-software = Software
connection-software-unknown = it does not say
connection-can = It can
connection-features = { $count ->
    [one] All features ({ $count })
   *[other] All features ({ $count })
}
connection-loading = Asking the server…
connection-offline = There is no connection; what is known from earlier is shown.
connection-nobody = The server names nobody.
connection-purpose-admin = Whoever runs it
connection-purpose-support = Help
connection-purpose-abuse = Abuse
connection-purpose-security = Security
connection-purpose-feedback = Opinions
connection-purpose-sales = Sales
connection-purpose-status = Status pages
connection-open-ask = Open { $link } with another program?
connection-open = Open
connection-status-none = The server names no page that tells of outages.
connection-status-consent = { $host } tells of outages. Whoever runs it will see your internet address.
connection-status-ask = Ask
connection-status-asking = Asking…
connection-status-well = No outage is announced.
connection-status-planned-now = Planned maintenance since { $begin }
connection-status-planned-later = Maintenance is planned from { $begin }
connection-status-outage = Outage since { $begin }
connection-status-later = An outage is announced from { $begin }
connection-status-end = Expected to end { $end }
connection-status-failed = The page could not be read: { $detail }
feature-archive = keep messages for all your devices
feature-carbons = show all devices what is said on one
feature-blocking = keep people away
feature-push = wake phones up
feature-profiles = publish what you show of yourself
feature-bookmarks = keep your groups for all your devices
feature-offline = keep messages while you are away
feature-registration = change passwords and delete accounts
feature-calls = help calls through firewalls
feature-last = tell when somebody was there last
feature-ping = answer when asked whether it is there
feature-commands = be told things to do
feature-invitations = invite people
feature-version = say what it runs

## The XML console

console-title = XML console
console-pause = Pause
console-resume = Go on
console-clear = Clear
console-save = Save to a file…
console-save-submit = Save
console-save-hint = What is shown now, without passwords and tokens. Only you can read the file.
console-saved = Saved as { $path }
console-save-failed = It could not be saved: { $detail }
console-path = File
console-words = Contains
console-address = Address
console-kinds = Kinds
console-messages = Messages
console-presence = Presence
console-iq = IQ
console-other = Other
console-held = { $count ->
    [0] Paused
    [one] Paused, one more since
   *[other] Paused, { $count } more since
}
console-lost = { $count ->
    [one] One older entry is gone
   *[other] { $count } older entries are gone
}
console-list = What goes over the wire
console-empty = Nothing has gone over the wire since the console was opened. Passwords and tokens are never shown.
console-no-match = Nothing passes the filter.
console-in = Received
console-out = Sent
console-entry = { $way }, { $time }
console-copy = Copy
console-more = … and { $bytes } bytes more
console-box = XML to send
console-box-placeholder = One message, presence or iq
console-templates = Templates
console-template-message = Message
console-template-presence = Presence
console-template-ping = Ping the server
console-template-info = What the server can do
console-template-items = What belongs to the server
console-template-version = What the server runs
console-template-roster = Contacts

## The list of conversations

sidebar-filter = Search
sidebar-list = Conversations
sidebar-add = Add a contact
sidebar-groups = Divide by groups
sidebar-group-none = In no group
sidebar-group-spoken = { $name }, { $count ->
        [one] one contact
       *[other] { $count } contacts
    }
sidebar-group-spoken-unread = { $name }, { $count ->
        [one] one contact
       *[other] { $count } contacts
    }, unread: { $unread }
sidebar-no-match = Nobody matches “{ $words }”.
sidebar-spoken = { $name }, { $presence }: { $text }
sidebar-spoken-unread = { $name }, { $presence }, { $count } unread: { $text }
sidebar-spoken-marked = { $name }, { $presence }, marked as unread: { $text }
preview-ours = You: { $text }
preview-draft = Draft: { $text }
preview-failed = Not delivered: { $text }
requests-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
request-words = { $name }: { $words }
request-caption = wants to see when you are online
request-accept = Accept
request-accept-spoken = Accept { $name }
request-decline = Decline
request-decline-spoken = Decline { $name }
nobody-title = Nobody here yet
nobody-words = Add somebody by their address to talk to them.
nobody-add = Add a contact
nobody-address = Or let others add you. Your address is { $address }
nobody-copy = Copy your address
nothing-open = Choose a conversation
nothing-open-hint = Ctrl+F finds one, F1 shows all shortcuts
## Deleting on this machine

message-forget = Delete for me…
forget-can = “Delete for me” deletes from this machine only. { $name }, the server and your other devices keep it.
forget-submit = Delete for me
retract-everyone = Delete for everyone
action-clear = Delete history…
clear-account = Delete old messages…
history-section-clear = Delete from this machine
clear-title = Delete the history: { $name }
clear-all = Everything
clear-year = Older than a year
clear-months = { $count ->
    [one] Older than a month
   *[other] Older than { $count } months
}
clear-counting = Counting …
clear-nothing = There are no such messages here.
clear-count = { $count ->
    [one] One message will be deleted.
   *[other] { $count } messages will be deleted.
}
clear-working = Deleting … You can go on meanwhile.
clear-hint = This deletes from this machine only, for good. The others, the server and your other devices keep what they have, and it does not come back from there.
clear-submit = Delete

## What is to happen later

# Groups and channels

room-word = group
room-page = About this group
room-joining = Joining…
room-out = You are not in this group
room-trouble-reason = { $trouble }: { $reason }
room-refused-banned = You are banned from this group
room-refused-members = Only members may join this group
room-refused-password = This group needs a password
room-refused-nick = Somebody in this group already has your name
room-refused-full = This group is full
room-refused-nothing = There is no such group
room-refused-making = There is no such group, and you may not create it
room-refused-unreachable = The server of this group can’t be reached
room-refused-kind = Waxwing can’t join groups of this kind
room-refused = You can’t join this group
room-removed-banned-by = { $name } banned you from this group
room-make-owner = Make them an owner, who may do everything
room-reason = Reason (they are told)
room-destroy-instead = Where to go instead (an address, may be empty)
room-destroy-instead-wrong = That is not the address of a group, like name@server
room-removed-banned = You were banned from this group
room-removed-kicked = You were removed from this group
room-removed-kicked-by = { $name } removed you from this group
room-removed-members = You are no longer a member of this group
room-removed-destroyed = This group was closed
room-owner = Owner
room-admin = Admin
room-moderator = Moderator
room-visitor = Listens only
room-nick = You are called { $nick } here
room-about = Description
room-subject = Subject
room-subject-none = No subject
room-subject-change = Change the subject
room-subject-submit = Set subject
room-here = Who is here
room-occupant-more = More for { $name }
room-talk = Write to them alone
room-let-speak = Let them write
room-silence = Let them only read
room-make-admin = Make them an admin
room-no-admin = Make them a simple member
message-moderated = Deleted by who runs this group
message-moderated-by = Deleted by { $name }
room-expel-body = They have to leave now, and no longer belong to the group. They come back when somebody invites them.
room-moved-enter = Go to the new one
room-nick-taken = Somebody here already has that name. Choose another one.
room-link = Link to this group
room-link-copy = Copy link
room-link-code = QR code
room-link-code-spoken = QR code with the link { $link }
room-unlist-body = They no longer belong to the group. Everybody may enter it: they can stay, and come back.
room-ignore = Ignore
room-heed = Stop ignoring
room-ignored = Ignored
room-ignored-all = People you ignore
message-ignore = Ignore { $name }
message-heed = Stop ignoring { $name }
message-ignored = From somebody you ignore
preview-ignored = Ignored message
room-kick = Remove from the group…
room-kick-title = Remove { $nick } from { $name }?
room-kick-body = They have to leave now. Where everybody may enter, they can come back.
room-kick-submit = Remove
room-ban = Ban from the group…
room-ban-title = Ban { $nick } from { $name }?
room-ban-body = They have to leave now, and can’t come back before somebody who runs the group lets them.
room-ban-submit = Ban
room-configure = Settings…
room-settings = Settings of { $name }
room-settings-asked = Asking the server…
room-settings-submit = Save
room-set-listed = It stands in the list of the server
room-set-subject = Everybody may change the subject
room-set-stays = It stays when the last one leaves
room-belonging = Members
room-members = Everybody who belongs to it
room-banned = Who is banned
room-members-asking = Asking the group…
room-members-none = Nobody
room-let-back = Let back in
room-nick-change = Change your name here
room-nick-field = Your name here
room-nick-submit = Change name
room-destroy = End the group for everybody…
room-destroy-title = End { $name } for everybody?
room-destroy-body = Everybody has to leave, and nobody can come back, you neither. What was said stays with those who have it.
room-destroy-submit = End the group
room-leave = Leave the group…
room-enter = Join again
room-leave-title = Leave { $name }?
room-leave-closed = You leave it on all of your devices, and come back only by a new invitation. What was said stays on this computer.
room-leave-open = You leave it on all of your devices, and can come back whenever you want. What was said stays on this computer.
room-leave-submit = Leave
room-like = What it is like
room-closed = Only members may join
room-open = Everybody may join
room-anonymous = Only those who run it see addresses
room-named = Everybody sees everybody’s address
room-kept = The server keeps what is said
room-not-kept = The server does not keep what is said
room-moderated = Newcomers may only read at first
room-locked = It needs a password
room-passing = It closes when the last one leaves
room-silent = Here you may only read
room-ask-voice = Ask to speak
room-asked-voice = You asked to write here. Those who run the group decide.
room-asks-voice = { $name } asks to write here
room-asks-voice-more = { $count ->
    [one] { $name } asks to write here, one more waits
   *[other] { $name } asks to write here, { $count } more wait
}
room-allow-voice = Allow
room-allow-voice-of = Let { $name } write
room-not-now = Not now
room-invited = You are invited to { $room }
room-invited-by = { $name } invites you to { $room }
room-accept = Join
room-decline = Decline
group-new = New group
group-name = Name of the group
group-people = Name, or address of anybody
group-no-picture = The group is there, but it could not be given its picture.
group-already = { $name } (in the group)
group-nobody = No contacts have this name. Type a whole address to choose somebody else.
group-new-submit = Create
group-invite = Invite people
group-invite-title = Invite people to { $name }
group-not-invited = { $name } could not be invited.
group-invite-submit = Invite
channel-join = Join a channel
channel-address = Address or name
channel-address-hint = Such as birds@rooms.example.org
channel-password = Password
channel-list = Show the channels of the server
channel-list-asked = Asking the server…
channel-list-empty = The server lists no channels like that.
channel-everywhere = Search for “{ $word }” on all servers
channel-everywhere-consent = What you search for and your address go to { $service }, a public directory.
channel-everywhere-asked = Searching on all servers…
channel-everywhere-empty = No public channel like that is known.
channel-everywhere-away = { $service } can’t be reached from your server.
channel-everywhere-away-advice = Try again later, or look through the channels of your own server.
channel-join-submit = Join
preview-by = { $name }: { $text }
message-by = { $name }, { $time }: { $text }
message-only-you = only to you: { $text }
message-only-them = only to { $name }: { $text }
room-only-you = { $name } · only to you
room-only-them = Only to { $name }
room-whisper = Write only to them, here
message-reply-alone = Reply only to them
row-mentioned = { $row }, you are named
room-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
room-present = { $count ->
    [one] { $count } here
   *[other] { $count } here
}
room-belong = Who belongs to it
room-lookalike = looks like { $name }, may be somebody else
room-typing-one = { $name } is typing…
room-typing-two = { $name } and { $other } are typing…
room-typing-several = Several people are typing…
room-absent = not here
room-people-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
room-picture = Picture
room-picture-choose-title = Choose a picture of the group
room-slowed = { $seconds ->
    [one] Everybody waits a second between two messages here. Yours goes out by itself.
   *[other] Everybody waits { $seconds } seconds between two messages here. Yours goes out by itself.
}
room-slow = { $seconds ->
    [one] One message a second
   *[other] One message every { $seconds } seconds
}

action-send-later = Send later…
message-remind = Remind me…
time-say = Send later
time-say-submit = Schedule
time-remind = Remind me of this message
time-remind-submit = Remind me
time-move = Change the time
time-move-submit = Change
time-hour = In an hour
time-tonight = This evening
time-tomorrow = Tomorrow morning
time-monday = Monday morning
time-day = Day
time-day-hint = Year, month and day, such as 2027-01-31
time-time = Time
time-wrong = Hours and minutes, such as 18:30
time-over = This time has passed.
moment-tomorrow = tomorrow at { $time }
waiting-title = Scheduled messages
waiting-bar = { $count ->
    [one] One message will be sent: { $time }.
   *[other] { $count } messages will be sent, the next one: { $time }.
}
waiting-overdue = { $count ->
    [one] One scheduled message waits for a connection.
   *[other] { $count } scheduled messages wait for a connection.
}
waiting-show = Show
waiting-for-connection = As soon as there is a connection
waiting-now = Send now
waiting-drop = Don’t send, delete
said-late = Sent late: it was scheduled for { $time }.
composer-rewrites = Changing a scheduled message
reminders-title = Reminders
reminder-due = Due since { $time }
reminder-go = Go to the message
reminder-drop = Remove this reminder
reminder-gone = This message is not here any more.
reminder-show = Show
reminder-all = All { $count }
reminder-notice = Reminder
reminder-notice-of = Reminder · { $name }

## Searching in what was said

search-here = Search in this conversation
search-syntax = Filters: from: in: after: before: on: has:link has:file, and “words side by side” between quotes
# Typed in front of a colon to filter a search, and behind it. Several words are separated by spaces; the English ones always count, too.
search-key-from = from
search-key-in = in
search-key-after = after
search-key-before = before
search-key-on = on
search-key-has = has
search-value-today = today
search-value-yesterday = yesterday
search-value-link = link links
search-value-file = file files
search-me = Me
search-them = Anybody else
search-hit-ours = You to { $name }
search-hit-spoken = { $name }, { $time }: { $text }
search-hits = Messages found
search-people = People and conversations
search-messages = Messages
search-from = From
search-in = In
search-date = Date
search-has = With
search-link = A link
search-file = A file
search-week = Last seven days
search-month = Last thirty days
search-year = This year
search-after-day = From a day on…
search-before-day = Before a day…
search-chip-from = From: { $name }
search-chip-in = In: { $name }
search-chip-after = From { $day } on
search-chip-before = Before { $day }
search-chip-link = With a link
search-chip-file = With a file
search-chip-add = Filter: { $filter }
search-chip-remove = Remove the filter “{ $filter }”
search-next = Next hit (older)
search-previous = Previous hit (newer)
search-fold = Fold the hits
search-unfold = Show the hits
search-close = Close the search
search-place = { $place } of { $count }
search-place-more = { $place } of { $count } or more
search-count = { $count ->
    [one] one hit
   *[other] { $count } hits
}
search-count-more = { $count } hits and more
search-nothing = No message has this.
search-unknown = Nobody and no conversation is called “{ $name }”.
search-wrong = “{ $filter }” says nothing and is left out.
search-failed = The search failed: { $why }
search-retry = Search again
search-incomplete = Some messages are still being prepared for the search.
search-older = Older messages are still on the server: what is here begins on { $day }.
search-server = Search on the server
search-server-looking = The server is searching…
search-server-nothing = The server has found nothing either.
search-server-unable = This server can’t search what it keeps. Going to a date fetches what was said then.
search-server-failed = The server could not be searched: { $why }
search-server-more = Show more from the server
search-server-hits = Only on the server
search-server-spoken = { $hit } (only on the server)
reach-fetching = Fetching what was said around { $day } from the server…
reach-failed = What was said around { $day } could not be fetched: { $why }
go-to-date = Go to date…
day-field = Day
day-hint = Year, month and day, such as 2026-01-31; a month or a year will do
day-wrong = There is no such day.
day-submit = Go
day-previous = Previous month
day-next = Next month
month-year = { $month } { $year }

## A conversation

conversation-messages = Messages with { $name }
conversation-empty = This is the beginning of your conversation with { $name }.
conversation-back = Back to the conversations
conversation-more = More
conversation-jump = Jump to the newest message
conversation-jump-count = { $count ->
    [one] Jump to one new message
   *[other] Jump to { $count } new messages
}
unread-line = New messages
composer-name = Message to { $name }
composer-placeholder = Write a message…
composer-send = Send
composer-send-more = More ways to send
composer-unsaid = It can’t be saved at the moment, so it was not sent. Is the disk full? Your text is still here.
message-too-late = It may be on its way already, so it can’t be taken back.
composer-too-long = That is too long for one message. Nothing was inserted.
message-theirs = { $time }: { $text }
message-ours = You, { $time }: { $text } ({ $state })
message-copy = Copy
message-delivery = Delivery details
message-copy-link = Copy link
message-copy-code = Copy code
message-code = Code
message-quote = Quotation
message-try-again = Try again
message-delete = Delete
picture-look = Look at { $name }
picture-none = This file is no picture, whatever its name says.
picture-unsupported = Pictures of this kind ({ $kind }) can’t be shown here. Open or save it instead.
picture-too-large = This picture is too large to be shown: { $width } × { $height } pixels.
picture-too-long = The file of this picture is too large to be shown.
picture-broken = This picture is damaged and can’t be shown.
gallery-open = Pictures, files and links
gallery-title = Pictures, files and links
gallery-pictures = Pictures
gallery-files = Files
gallery-no-pictures = There are no pictures in this conversation.
gallery-no-files = There are no files in this conversation.
gallery-links = Links
gallery-no-links = There are no links in this conversation.
gallery-show-message = Show it in the conversation
lightbox-title = Picture
lightbox-count = { $at } of { $count }
lightbox-previous = Previous picture
lightbox-next = Next picture
lightbox-larger = Larger
lightbox-smaller = Smaller
lightbox-copy = Copy picture
lightbox-save = Save as…
lightbox-close = Close the picture
message-show-all = Show all of it
message-failed = Not delivered. { $why }
state-received = Received { $time }
state-received-late = Sent { $time }, arrived later
state-sending = Sending…
state-waiting = Waiting for a connection
state-sent = Sent { $sent }
state-delivered = Sent { $sent }, delivered { $delivered }
state-displayed = Sent { $sent }, read { $displayed }
state-failed = Not delivered
failed-several = { $count ->
    [one] One message was not delivered.
   *[other] { $count } messages were not delivered.
}
failed-retry-all = Try all again
contact-copy-address = Copy address
mark-read = Mark as read
mark-unread = Mark as unread
contact-add = Add to contacts…
contact-rename = Rename…
contact-remove = Remove contact…

## What is done with what was said

you = You
list-separator = {", "}
key-space = Space
key-delete = Del
message-reply = Reply
message-react = React…
message-edit = Edit
message-forward = Forward…
message-select = Select
message-versions = Edit history
message-retract = Delete for everyone…
message-deleted = Message deleted
message-edited = edited
message-edited-spoken = Edited. Show the edit history
message-read-by = { $text }. Read by { $names }
message-readers = Read by { $names }
message-readers-more = +{ $count }
message-was-edited = { $text } (edited)
message-answers = { $text }. In reply to { $answered }
message-reactions = Reactions
reply-gone = a message that is not here
reply-answered = { $name }: { $text }
reply-spoken = In reply to { $answered }
spoiler-covered = Hidden text
spoiler-covered-hint = Hidden: { $hint }
spoiler-show = Show
spoiler-spoken = { $text }. Press to show it
reaction-spoken = { $emoji }: { $names }
reaction-others = { $names } and { $count ->
    [one] one other
   *[other] { $count } others
}
reaction-failed = Your reaction did not arrive. { $why }
correction-failed = Your edit did not arrive. { $why }
retraction-failed = It was not deleted for them. { $why }
change-give-up = Give up
state-change-sending = Your change is on its way
composer-answers = Reply to { $name }
composer-answer-cancel = Don’t reply
composer-corrects = Edit message
composer-whispers = Only to { $name }
composer-whispers-hint = Nobody else in the group sees it.
composer-whisper-cancel = Write to everybody again
composer-correct-cancel = Don’t edit
composer-more = More for this message
composer-cover = Send hidden, as a spoiler
composer-uncover = Don’t hide it
composer-cover-hint = Hidden until clicked. What is it about? (not needed)
link-preview-attach = Attach a preview of the link
link-preview-fetching = Fetching a preview…
link-preview-attached = Sent with a preview
link-preview-none = This page says nothing of itself, so there is no preview
link-preview-failed = No preview
link-preview-drop = Send without it
link-preview-spoken = Link to { $host }: { $text }
action-edit-last = Edit the last message
marked-count = { $count ->
    [one] One selected
   *[other] { $count } selected
}
marked-cancel = Stop selecting
marked-copied = { $name }, { $time }:
versions-title = Edit history
versions-now = { $time }, as it is now
versions-first = { $time }, as it was first
versions-spoken = { $time }: { $text }
retract-title = { $count ->
    [one] Delete this message?
   *[other] Delete { $count } messages?
}
retract-can = “Delete for everyone” deletes the text here and on your other devices, and { $name }’s apps are asked to delete it, too. “Message deleted” stays in its place.
retract-moderated = You run { $name }: what others have said is deleted for everybody, and everybody sees that it was.
retract-cannot = What was read, copied or kept by a server can’t be called back, and apps that don’t know deletion go on showing it.
retract-unsent = It was never sent, so nobody else has seen it.
retract-kept = { $count ->
    [one] One selected message is from { $name } and can be deleted only for you.
   *[other] { $count } selected messages are from { $name } and can be deleted only for you.
}
retract-submit = Delete
forward-title = { $count ->
    [one] Forward the message to
   *[other] Forward { $count } messages to
}
forward-filter = Search people
forward-submit = Forward
react-title = React
react-usual = Reactions to choose from
react-more = All emoji
preview-deleted = Message deleted
preview-spoiler = Hidden text
preview-spoiler-hint = Hidden: { $hint }

## Files

# Written between the whole and the broken part of a number.
decimal-sign = .
size-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
size-terabytes = { $number } TB
file-kind-picture = Photo
file-kind-video = Video
file-kind-audio = Audio
file-kind-voice = Voice message
file-kind-file = File
file-with-words = { $file }: { $text }
file-spoken = { $kind }: { $name }
file-percent = { $percent } %
file-fetch = Download { $name }
file-stop = Stop downloading { $name }
file-stop-ours = Stop sending { $name }
file-open = Open { $name }
file-show = Show { $name } in its folder
file-save = Save { $name } as
file-dangerous = Files like this one could start something on your computer, so it was not opened. You find it in the folder that was shown instead.
file-no-program = No program on this computer opens it. “Save file as…” puts the file where you want it.
file-not-opened = It could not be opened: { $why }
link-no-program = No program on this computer opens the link. It was copied instead: paste it where you want it.
link-not-opened = The link could not be opened ({ $why }). It was copied instead: paste it where you want it.
file-not-copied = The picture could not be put on the clipboard.
file-not-saved = It was not saved. { $why }
files-no-dialog = Your desktop has no dialog to choose files. You can drag files onto this window, or copy them in the file manager and paste them here.
files-no-dialog-save = Your desktop has no dialog to choose a place. Show the file in its folder, and copy it from there.
files-drop = Drop the files here to send them to { $name }
files-nowhere = Open a conversation first, then files can be sent to it.
transfer-preparing = Preparing…
transfer-waiting = Waiting…
transfer-checking = Checking…
transfer-of = { $done } of { $total }
transfer-speed = { $size }/s
held-asked = not downloaded
held-stranger = from somebody you don’t know
held-large = not downloaded because of its size
held-freed = removed to free up space
held-nowhere = not uploaded yet
trouble-no-service = Your server takes no files.
trouble-no-service-advice = Use an account on another server, or ask who runs yours.
trouble-too-large = It is too large: your server takes files up to { $most }.
trouble-too-large-unknown = It is too large for your server.
trouble-too-large-advice = Make it smaller, or put it somewhere else and send the link.
trouble-too-large-here = It is larger than what can be downloaded here.
trouble-quota = Your files on the server take all the space that you may have there.
trouble-quota-until = Try again { $time }.
trouble-quota-advice = Try again later, when older ones have expired.
trouble-refused = The server refused the file.
trouble-refused-said = The server refused the file: “{ $words }”.
trouble-unreadable = The file can’t be read: { $why }.
trouble-unreadable-advice = See whether it is still in its place.
trouble-gone = The file is not on the server any more.
trouble-gone-ours = The file to be sent is not there any more.
trouble-gone-advice = Ask for it to be sent again.
trouble-status = The server answered with error { $number }.
trouble-connection = The connection failed: { $why }.
trouble-insecure = The way to it is not encrypted, so it was not downloaded.
trouble-length = What came has another size than the file that was sent.
trouble-altered = What came is not the file that was sent, so it was thrown away.
trouble-altered-advice = Try again. If that doesn’t help, ask to have it sent again. If it keeps happening, somebody may be tampering with it.
trouble-disk = It can’t be written to your disk: { $why }.
trouble-disk-advice = Make some room and try again.
trouble-stopped = You stopped the download.
trouble-stopped-ours = You stopped it before it was sent.
message-open-file = Open file
message-show-file = Show in folder
message-save-file = Save file as…
message-copy-picture = Copy picture
message-fetch-file = Download file
message-stop-file = Stop file
composer-attach = Attach files…
send-files-title = { $count ->
    [one] Send a file to { $name }
   *[other] Send { $count } files to { $name }
}
send-files-list = { $count ->
    [one] One file
   *[other] { $count } files
}
send-files-more = Add more files…
send-files-caption = Add a caption
send-files-remove = Don’t send { $name }
send-files-original = Send pictures as they are
send-files-prepared-hint = Large pictures are made smaller, and what they tell about where and how they were taken is removed.
send-files-original-hint = They are sent with all they tell: place, time and camera.
send-files-over = Too large for your server: { $size }
send-files-unreadable = Can’t be read: { $why }
send-files-folder = A folder can’t be sent. Pack it first.
send-files-no-file = This is no file that can be sent.
send-files-limit = Your server takes files up to { $most }. Take out what is larger.
send-files-gone = It is not there any more.
send-files-some = Take out what can’t be sent.
send-files-no-service = Your server takes no files.
send-files-unknown = There is no connection at the moment. They will be sent as soon as there is one.
send-files-reading = Looking at the files…
send-files-too-many = { $most ->
    [one] Only one file can be sent at once.
   *[other] Only { $most } files can be sent at once.
}
settings-files = Files and storage
settings-files-words = files download automatically pictures photos videos storage space disk quota cache delete
setting-files-from = Download by itself from
setting-files-from-hint = Whoever sends a file can learn your address on the Internet when it is downloaded
setting-files-pictures = Pictures
setting-files-voice = Voice messages
setting-files-sounds = Music and other sound
setting-files-videos = Videos
setting-files-others = Other files
setting-files-quota = Keep at most
setting-files-quota-hint = When there is more, the oldest files are removed from this device; messages stay
setting-files-room = Space taken
files-from-contacts = Contacts
files-from-everybody = Everybody
files-from-nobody = Nobody
files-never = Never
files-up-to = Up to { $size }
files-no-quota = Everything
files-usage = { $count ->
    [one] One file, { $size }
   *[other] { $count } files, { $size }
}
files-usage-unknown = Counting…
files-free = Free up space…
files-free-question = Remove files from this device? Messages stay, and files can be downloaded again for as long as the server keeps them.
files-free-all = Remove all ({ $size })
files-free-keep = Keep the newest { $size }
files-freeing = Removing…
## Sounds and voice messages

voice-record = Record a voice message
voice-recording = Recording
voice-stop = Stop recording
voice-discard = Delete the recording
voice-send = Send the voice message
voice-held = Let go to send it. To delete it, move away first, or press Esc.
voice-held-away = Let go to delete it
voice-too-short = That was too short for a message, and was not kept.
voice-not-stored = The recording can’t be written to the disk, so it was not sent: { $detail }
sound-voice = Voice message
sound-audio = Sound: { $name }
sound-play = Play { $name }
sound-pause = Pause { $name }
sound-play-voice = Play the voice message
sound-pause-voice = Pause the voice message
sound-time = { $at } / { $all }
sound-position = Position: { $at } of { $all }
sound-position-of = Position: at the beginning, { $all } in all
sound-speed = Speed: { $speed }
sound-speed-usual = 1×
sound-speed-faster = 1.5×
sound-speed-double = 2×
sound-no-system = No sound system is running here. Waxwing plays and records through PipeWire or PulseAudio.
sound-no-speaker = There is no loudspeaker. Connect one and try again.
sound-no-microphone = There is no microphone. Connect one and try again.
sound-refused-speaker = The sound system doesn’t let Waxwing play anything.
sound-refused-microphone = The sound system doesn’t let Waxwing use the microphone. Look at its privacy settings.
sound-lost-speaker = The loudspeaker is gone. Try again with another one.
sound-lost-microphone = Nothing comes from the microphone. Is it connected and switched on?
sound-unsupported = Waxwing can’t play this kind of sound. Another program may.
sound-damaged = This sound can’t be played: the file is damaged.
sound-file = This sound can’t be read: { $detail }

## What happened to a message on its way

delivery-title = Delivery details
step-queued = Saved on this device
step-written = Sent to the server
step-acked = Accepted by { $server }
step-archived = Kept in the archive of { $server }
step-handed-out = Handed out by the group
step-delivered = Arrived on a device
step-read-by = Read by { $name }
step-read-until = Read up to here or further at { $time }
step-displayed = Read
step-retried = Sent again
step-planned = Planned for this time
await-connection = Waiting for a connection
await-since = None since { $time }
await-stopped = Waiting until you can connect again
await-switched-off = Waiting: the account is switched off
await-switched-off-hint = It goes out when you switch the account on.
await-news = Fetching first what was missed
await-news-hint = It goes out after that, unless it has arrived already.
await-send = About to be sent
await-accept = Waiting for { $server } to accept it
await-arrive = No device has confirmed it yet
await-arrive-hint = Some programs never do.
await-seen = Not known to be read
await-seen-hint = Not everybody lets others know.

# Notices on the desktop.
notice-new = { $count ->
    [one] New message
   *[other] { $count } new messages
}
notice-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
notice-places = { $count ->
    [one] in { $count } conversation
   *[other] in { $count } conversations
}
notice-together = { $messages } { $places }
notice-names-more = { $names } and { $count } more
notice-open = Open
notice-reply = Reply
notice-reply-to = Reply to { $name }…

# The sign in the tray.
tray-unread = { $count ->
    [one] { $count } unread message
   *[other] { $count } unread messages
}
tray-open = Open Waxwing
tray-calm = Do not disturb
note-autostart = Starting with the computer could not be changed: { $detail }

# Their settings.
settings-notices = Notifications
settings-notices-words = notices alerts pop-up bubbles desktop
settings-tray = Tray and start
settings-tray-words = icon panel background close hide minimise minimize login autostart boot
setting-notice-text = What notifications show
setting-notice-text-hint = Others may see your screen.
notice-text-all = Sender and text
notice-text-sender = Sender only
notice-text-none = Neither
setting-notices-for = Notify about
setting-notices-for-hint = A conversation can have its own rule, in its menu.
level-all = Every message
level-mentions = Only my name
level-nothing = Nothing
level-default = As everywhere
setting-notice-sound = Sound
setting-notice-sound-words = tone ring noise audio
setting-calm = Do not disturb
setting-calm-hint = No notifications for a while. Messages are counted all the same.
setting-calm-words = pause mute silence snooze
calm-hour = For an hour
calm-tomorrow = Until tomorrow
calm-always = Until switched off
calm-until = Until { $time }
setting-quiet = Quiet hours
setting-quiet-hint = No notifications at these times.
setting-quiet-words = night sleep weekend schedule evening silence
quiet-from = From
quiet-to = To
quiet-earlier = { $name }: half an hour earlier
quiet-later = { $name }: half an hour later
quiet-now = { $name } { $time }
setting-tray = Show Waxwing in the tray
setting-tray-hint = Where the desktop has a tray.
setting-close-to-tray = Closing the window keeps Waxwing in the tray
setting-start-hidden = Start in the tray, without a window
setting-autostart = Start with the computer

# What is laid down for a conversation.
conversation-pin = Pin
conversation-unpin = Unpin
conversation-pin-higher = Move up among the pinned
conversation-pin-lower = Move down among the pinned
conversation-archive = Archive
conversation-unarchive = Take out of the archive
conversation-notices = Notifications…
conversation-mute-hour = Mute for an hour
conversation-mute-hours = Mute for 8 hours
conversation-mute-tomorrow = Mute until tomorrow
conversation-mute-ever = Mute for ever
conversation-unmute = Unmute
conversation-folder = Folder…
conversation-export = Export…
export-title = Export the conversation with { $name }
export-html = Web page (HTML)
export-text = Text
export-json = Data (JSON)
export-path = File
export-choose = Where the conversation is written to
export-about = Everything of this conversation that is on this computer.
export-partly = Everything of this conversation that is on this computer. Older messages may still be on the server; fetch them first if you want them in the file.
export-submit = Export
export-writing = { $most ->
    [0] Writing…
   *[other] { $messages } of about { $most } messages are written.
}
export-done = The conversation is in { $path }. Only you can open this file.
export-heading = Conversation with { $name }
export-account = Account:
export-address = Address:
export-made = Exported:
export-edited = edited { $time }
export-before = Before:
export-deleted = This message was deleted.
export-answers = Answer to { $name }:
export-failed = Not delivered
export-waiting = Not sent yet
export-spoiler = Spoiler:
notices-of = Notifications of { $name }
notice-reply-late = The answer was not sent: its message is no longer among the notifications. It was copied, so that you can paste it.
notices-mute = Mute
mute-off = Not muted
mute-hour = For an hour
mute-hours = For 8 hours
mute-tomorrow = Until tomorrow
mute-ever = For ever
notices-level = Notify about
done = Done
folder-title = Folder
folder-name = Folder for { $name }
folder-hint = Any name. Empty for none.
folder-save = Save
folder-all = All
notes-title = Notes to self
notes-open = Notes to self
notes-line = Only you see this
archived-title = Archived
archived-back = Back to all conversations
action-pause-notices = Pause notifications, or go on
row-pinned = { $row }, pinned
row-muted = { $row }, muted
row-named-only = { $row }, notifies only with your name

## Settings

settings-title = Settings
settings-search = Search the settings
settings-none = No setting matches “{ $words }”.
settings-appearance = Appearance
settings-language = Language
settings-keyboard = Keyboard
settings-privacy = Privacy: what contacts may know
settings-privacy-words = contacts strangers tell told know read receipts
setting-keys = Your keys and devices
setting-keys-hint = Which of your devices read what is encrypted, and the keys that others compare.
setting-keys-words = end-to-end encryption encrypted encrypt e2ee omemo keys key devices device fingerprints fingerprint verify verification qr code security lock rename remove
choice-system = System default
choice-off = Off
choice-on = On
setting-theme = Theme
setting-theme-words = light dark night day colour color mode
theme-light = Light
theme-dark = Dark
setting-contrast = High contrast
setting-contrast-hint = Colours that can be told apart more easily
setting-contrast-words = readable vision sight accessibility black white
setting-zoom = Zoom
setting-zoom-hint = How large everything is; Ctrl with +, − or the wheel does the same
setting-zoom-words = larger smaller text font size scale big small accessibility
zoom-percent = { $percent } %
zoom-smaller = Smaller
zoom-larger = Larger
zoom-usual = Usual size
setting-density = Density
setting-density-hint = How much room lists and messages take
setting-density-words = compact comfortable spacing rows room tight
density-comfortable = Comfortable
density-compact = Compact
setting-contacts = Contact list
setting-contacts-hint = Groups are made in the menu of a contact; within each, the newest message comes first
setting-contacts-words = groups order sort divide arrange roster people
contacts-newest = Newest first
contacts-groups = By groups
setting-language = Language of the window
setting-language-words = language translation { $names }
setting-shortcuts = Keyboard shortcuts
setting-shortcuts-words = keys hotkeys control
setting-shortcuts-show = Show the shortcuts
setting-shortcuts-change = Change the shortcuts…

## For screen readers

spoken-expanded = expanded
spoken-collapsed = collapsed
spoken-message = { $name }: { $text }
spoken-message-part = { $name }: { $text } … and more
spoken-elsewhere = { $count ->
    [one] New message from { $name }
   *[other] { $count } unread messages from { $name }
}
spoken-many = { $count ->
    [one] { $count } new message
   *[other] { $count } new messages
}

## People

requests-title = Requests
requests-caption = People you don’t know yet
requests-about = They learn nothing until you accept.
requests-none = Nobody is waiting for an answer.
requests-spoken = { $count ->
    [one] One request
   *[other] { $count } requests
}
request-to = to { $address }
request-block = Block…
request-block-spoken = Block { $name }
request-report = Report…
request-report-spoken = Block and report { $name }
contact-report = Block and report…
report-not = Only block
report-spam = Report as spam
report-abuse = Report as abuse
report-text = What happened (you need not say)
report-about = Those who run { $server } read it, and who you are.
report-cite = Name their latest messages, up to ten, so that they can be looked up
report-origin = May be passed on to { $server }, where they come from
report-third-parties = May be passed on to those who keep lists of senders of spam
report-submit = Block and report
request-read = Read
request-bar-asks = { $name } wants to see when you are online.
request-bar-writes = { $name } is not in your contacts. They don’t learn whether you have read this.
blocked-bar = You have blocked { $name }. Nothing gets through, in either direction.
presence-blocked = blocked

contact-open = Profile
contact-page = Profile
contact-groups = Groups…
contact-block = Block…
contact-unblock = Unblock
contact-nickname = goes by “{ $name }”

seen-active = Last active { $when }
seen-online = Last online { $when }
sight-title = Who sees whom
sight-both = You and { $name } see when the other is online.
sight-to = You see when { $name } is online. { $name } does not see when you are.
sight-from = { $name } sees when you are online. You don’t see when { $name } is.
sight-none = Neither you nor { $name } sees when the other is online.
sight-asked = You have asked to see when { $name } is online, and wait for an answer.
sight-asks = { $name } has asked to see when you are online, and waits for your answer.
sight-stranger = { $name } is not in your contacts. Neither of you sees when the other is online.
sight-blocked = You have blocked { $name }. Neither of you sees the other.
sight-approved = { $name } may see when you are online as soon as they ask.
sight-show = Let them see me
sight-hide = Stop showing myself
sight-watch = Ask to see them
sight-unwatch = Stop seeing them

here-title = Online with
here-nameless = Unnamed device
here-idle = not touched since { $when }
here-program = { $program } on { $system }

told-title = What they may know of you
told-hint = Only for this contact.
told-as-all-on = As all contacts (on)
told-as-all-off = As all contacts (off)
privacy-receipts = That messages have arrived
privacy-receipts-hint = A second check mark for whoever wrote to you. Strangers never get one.
privacy-markers = That messages were read
privacy-markers-hint = Contacts see up to where you have read. Your own devices know in any case.
privacy-typing = That you are typing
privacy-typing-hint = Contacts see it while you write.
privacy-last-seen = Since when you are away
privacy-last-seen-hint = After five minutes without a look at the window.
privacy-version = Which program you use
privacy-version-hint = Waxwing, its version and your system, for contacts who ask.

card-about = About
card-name = Name
card-nick = Nickname
card-organisation = Works at
card-title = Job
card-phone = Phone
card-mail = Mail
card-web = Web
card-birthday = Birthday
card-note = Note
card-copy = Copy: { $name }

groups-title = Groups
groups-none = In no group yet.
groups-change = Change groups…
groups-show = Show { $name } in the list
groups-dialog = Groups of { $name }
groups-empty = There are no groups yet. Name the first one.
groups-new = New group
groups-add = Add
groups-rename = Rename { $name }
groups-rename-field = New name for { $name }; Enter renames it for everybody in it
groups-end = End { $name } for everybody in it
groups-end-question = End “{ $name }” for everybody in it?
groups-end-keep = Keep
groups-end-submit = End
groups-submit = Save

blocked-open = Blocked people…
blocked-title = Blocked people
blocked-words = Nothing from them reaches you, and nothing of yours reaches them. They are not told.
blocked-unsupported = Your server can’t block anybody, or has not said yet.
blocked-nobody = You have blocked nobody.
blocked-address = Block an address
blocked-hint = A person, or a whole server such as spam.example
blocked-submit = Block
blocked-unblock-spoken = Unblock { $address }

own-open = Your profile…
own-title = Your profile
own-words = Everybody who knows your address can read this.
own-nickname = The name you go by
own-nickname-hint = Your contacts see it where they have given you no name of their own.
own-submit = Save
own-picture-choose = Choose a picture…
own-picture-change = Another picture…
own-picture-remove = Remove
own-picture-choose-title = Choose a picture of yourself
own-picture-no-dialog = This desktop has no dialog for files.
own-picture-cut = The part of the picture that others see
own-picture-cut-hint = Drag it to where it fits, and turn the wheel to come closer. Arrow keys, plus and minus do the same.
own-picture-preview = How it looks in the list
own-picture-everybody = Show it to everybody
own-picture-everybody-hint = Also to people who are not your contacts, and in groups. Otherwise only your contacts see it.
own-picture-save = Use this picture
own-picture-working = One moment…
own-picture-unreadable = This file can’t be read as a picture.
own-picture-unreadable-advice = Choose a PNG, JPEG, GIF or WebP file.

block-title = Block { $name }?
# Somebody by name and address
name-with-address = { $name } ({ $address })
block-body = Nothing from { $who } will reach you, and nothing of yours will reach them. They are not told. You can take it back at any time.
block-submit = Block

## Dialogs

add-contact-title = Add a contact
add-contact-explanation = They are asked whether you may see when they are online, and may see the same of you. You can write at once.
add-contact-address = Address
add-contact-name = Name
add-contact-name-hint = How you want to call them; may stay empty
add-contact-submit = Add
add-contact-waiting = Adding…

# Inviting others, and our own address as a code

invite-title = Invite somebody
invite-open-dialog = Invite somebody…
code-open = Show my code
invite-sheet-own = My address
invite-sheet-contact = For a contact
invite-sheet-account = For a new account
invite-from = From
invite-own-words = Whoever scans this can ask to become your contact. You decide each time.
invite-contact-words = Whoever opens the link first becomes your contact; neither of you is asked again.
invite-account-words = Whoever opens the link first can make an account on { $server }.
invite-user = Name of the account
invite-user-hint = May stay empty: then they choose it
invite-make = Make an invitation
invite-waiting = Making an invitation…
invite-until = Holds until { $time }
invite-for-ever = Holds until it is used
invite-registers = Who has no account yet can make one on { $server } with it.
invite-ours = Your server makes no invitations, so this one is from Waxwing: it lets them in while you are connected. At other times they wait with your requests.
invite-code = Code with the link { $link }
invite-copy-link = Copy link
invite-copy-page = Copy web address
invite-copied = Copied
invite-save = Save picture…
invite-save-title = Save the code
invite-saved = Saved as { $path }
invite-save-failed = The picture can’t be saved: { $detail }
invite-open = Invitations on their way
invite-show = Show
invite-withdraw = Withdraw
invite-forget = Forget
invite-taken = { $address } has followed your invitation and is your contact now.
code-read = Read a code from a picture…
code-choose = Choose a picture with a code
code-none = No code with an address was found on the picture.
code-no-dialog = This desktop has no dialog for files.
choose-kind-pictures = Pictures
choose-no-save-dialog = This desktop offers no dialog to save files with.
add-contact-invite = Invite somebody instead…
rename-title = Rename
rename-name = Name for { $address }
rename-hint = Only you see it. Empty: the address is shown.
rename-submit = Rename
rename-device-name = Name of this device
rename-device-hint = Everybody who writes to you can see it. Empty: it has no name.
remove-contact-title = Remove { $name }?
remove-contact-body = { $who } leaves your contacts, and neither of you sees any more when the other is online. The messages on this machine stay.
remove-contact-submit = Remove
remove-account-title = Sign out?
remove-account-body = Waxwing signs out of { $address } and deletes what it keeps of this account on this machine: its messages, also those still waiting to be sent, and its password. The account itself and your contacts stay on the server.
remove-account-submit = Sign out and delete

shortcuts-title = Keyboard shortcuts
emoji-title = Emoji
emoji-search = Search emoji
emoji-list = Emoji
emoji-none = No emoji is called “{ $words }”.
emoji-recent = Recently used
emoji-smileys = Smileys and emotion
emoji-people = People and body
emoji-nature = Animals and nature
emoji-food = Food and drink
emoji-places = Travel and places
emoji-activities = Activities
emoji-objects = Objects
emoji-symbols = Symbols
emoji-flags = Flags
emoji-tones = Tone of skin
emoji-completion = Emoji that fit
people-completion = People whose name begins so
emoji-tone = { $place ->
    [0] No tone of skin
    [1] Light
    [2] Medium light
    [3] Medium
    [4] Medium dark
   *[other] Dark
}
spelling-add = “{ $word }” is right
edit-cut = Cut
edit-copy = Copy
edit-paste = Paste
edit-select-all = Select all
spelling-language = Check: { $name }
spelling-off = Check nothing here
setting-spelling = Check spelling while writing
setting-spelling-words = spell checker dictionary language mistakes underline
setting-spelling-hint = With the dictionaries of this computer: { $languages }. The menu of the message field chooses one for each conversation.
setting-spelling-none = No dictionary is installed on this computer. Those of Hunspell are used: on Debian, for example, the package hunspell-en-us.
palette-title = Go to or do something
palette-placeholder = A name, a command, a setting…
palette-hits = What was found
palette-none = Nothing matches “{ $words }”.
palette-many = The best of many. Type more to narrow it down.
palette-count = { $count ->
    [one] One match
   *[other] { $count } matches
}
palette-spoken = { $name }, { $about }, { $keys }
palette-setting = Settings: { $section }
action-group-general = Waxwing
action-group-list = Conversations
action-group-conversation = The open conversation
action-group-message = The newest message
action-group-writing = Writing
action-group-account = Your account
action-previous = Previous conversation
action-next = Next conversation
action-nth = Open conversation { $place } of the list
action-write = Go to the message being written
action-switch-account = Switch on or off
shortcuts-fixed = Always the same
shortcuts-change = Change them…
shortcuts-page = Change the shortcuts
shortcuts-back = Back to the settings
shortcuts-reset-all = Reset all
shortcuts-search = Search the shortcuts
shortcuts-none = No shortcut matches “{ $words }”.
shortcuts-press = Press the keys…
shortcuts-without = None
shortcuts-spoken = { $action }: { $keys }
shortcuts-remove = No shortcut for “{ $action }”
shortcuts-reset = Usual shortcut for “{ $action }”
shortcuts-plain = { $keys } types something. Hold Ctrl or Alt as well, or use one of F1 to F12.
shortcuts-taken = { $keys } is needed for writing and for moving around.
shortcuts-conflict = { $keys } already belongs to “{ $action }”.
shortcuts-take = Use it here instead
keys-send = Enter
keys-break = Shift+Enter
keys-undo = Ctrl+Z, Ctrl+Shift+Z
keys-menu = Menu, Shift+F10
keys-focus = Tab, Shift+Tab
keys-back = Esc
shortcut-find-everywhere = Search in everything
action-hit-next = Next hit of the search
action-hit-previous = Previous hit of the search
shortcut-send = Send the message
shortcut-break = Begin a new line
shortcut-undo = Undo, redo while writing
shortcut-menu = Menu of what has the focus
shortcut-focus = Next or previous control
shortcut-back = One step back
shortcut-quit = Close Waxwing

## End-to-end encryption

error-mismatch = This doesn’t match: a key in it is none of the keys that are used here.
error-mismatch-advice = Somebody may be reading along, or the code is old. Don’t trust this device before you have compared the keys side by side.
error-keyring-locked = The keyring does not open.
error-keyring-locked-advice = Unlock it, or start the program that keeps your passwords, and try again.
step-encrypted = { $count ->
    [one] Encrypted for one device
   *[other] Encrypted for { $count } devices
}
step-not-encrypted = { $count ->
    [one] Not encrypted for one device
   *[other] Not encrypted for { $count } devices
}
encryption-title = Encryption
lock-unknown = Will be encrypted as soon as it is known which devices { $name } has.
lock-unknown-group = Will be encrypted as soon as it is known which devices everybody here has.
lock-impossible = Not encrypted: { $name } has no device that can read encrypted messages.
lock-impossible-group = Not encrypted: this group is open to everybody.
lock-impossible-large = Not encrypted: your server can’t keep what it takes.
lock-too-many = So many people belong to this group that a message has no room for all their keys. Nothing is sent until you stop encrypting here.
lock-private-on = Encrypted end to end: only { $name } and you can read what is said to { $name } alone.
lock-private = Not encrypted: what is said to { $name } alone goes through the group’s server as it is.
lock-off = Not encrypted: you have switched it off.
lock-on = Encrypted.
lock-on-verified = Encrypted, and every device is verified.
lock-readers = { $count ->
    [one] One device can read it.
   *[other] { $count } devices can read it.
}
lock-readers-none = No device of theirs can read it yet.
lock-fresh = { $count ->
    [one] One of them is new.
   *[other] { $count } of them are new.
}
lock-undecided = { $count ->
    [one] One new device can’t until you have decided whether to trust it.
   *[other] { $count } new devices can’t until you have decided whether to trust them.
}
lock-unreachable = { $count ->
    [one] One device can’t read it, because it can’t be reached.
   *[other] { $count } devices can’t read it, because they can’t be reached.
}
lock-without = { $count ->
    [one] One person has no device that can read it.
   *[other] { $count } people have no device that can read it.
}
lock-held = Nothing is sent until you decide about that.
lock-locked = Will be encrypted and sent when the keyring of this computer is unlocked: it keeps your encryption keys.
held-one = { $name } has no device that could read this
held-two = { $one } and { $other } have no device that could read this
held-several = { $count ->
    [one] One person here has no device that could read this
   *[other] { $count } people here have no device that could read this
}
held-detail = What you write is not sent until you decide. The others can read it.
held-nobody = Nobody else here has a device that could read this
held-nobody-detail = What you write is not sent until somebody has one, or you stop encrypting.
opted-out = { $name } asks to get what you write unencrypted
opted-out-detail = What you write waits until you decide. In plain, servers can read it.
opted-out-reason = “{ $reason }” – What you write waits until you decide. In plain, servers can read it.
too-many = This group is too large to be encrypted
too-many-detail = Nothing is sent until you decide. In plain, servers can read it.
held-send = Send to the others
held-look = Encryption…
keys-no-device = No device
lock-hint-on = Only the devices of the people in this conversation can read what you write. No server can.
lock-hint-off = Your messages are still protected on their way, but the servers they pass through can read them.
lock-hint-never-sent = What can’t be encrypted is not sent.
lock-hint-outside = Servers still see who writes to whom, and when. Where somebody’s program knows only the older kind of this encryption, they also see reactions, and which message is answered, changed or deleted.
lock-switch = Encrypt what I write
lock-switch-impossible = There is nothing to switch here: it can’t be encrypted.
lock-off-question = Stop encrypting this conversation?
lock-off-body = What you write from now on can be read by the servers it passes through, and by whoever gets into them. What was said before stays as it is.
lock-off-keep = Keep encrypting
lock-off-submit = Stop encrypting
keys-open = Keys and devices…
keys-of = Keys and devices of { $name }
keys-group = Keys and devices of
sealed-waiting = Encrypted – waiting to be read…
unreadable-not-for-us = Not encrypted for this device
unreadable-no-key = This device can’t read this message
unreadable-devices = Can’t be read: its author has too many devices
unreadable-version = Can’t be read: encrypted in a way that is not known here
unreadable-malformed = Can’t be read: the message is damaged
unreadable-changed = Not shown: it was changed on its way
unreadable-moved = Not shown: it was meant for another conversation
unreadable-lost = What was said here is no longer on this device
unreadable-with = Encrypted with { $kind }, which Waxwing doesn’t read
unreadable-unknown = Encrypted in a way that Waxwing doesn’t know
unreadable-several = { $count ->
    [one] One message that this device can’t read
   *[other] { $count } messages that this device can’t read
}
unreadable-unfold = Show them one by one
unreadable-fold = Show them as one line
preview-unreadable = Encrypted message
sealed-explain = { $text }. What does that mean?
mark-plain = Not encrypted
mark-undecided = From a new device
mark-refused = From a device you have refused
mark-spoken = { $text }, { $mark }
sealed-title = Why this can’t be read
sealed-title-waiting = Encrypted message
sealed-title-plain = Not encrypted
sealed-title-device = Which device wrote this?
explain-waiting = The message is here, and is read as soon as what was said before it has come. There is nothing to do.
explain-not-for-us = It was sent before this device was there, or only for other devices. Nobody can read it here, and there is nothing to do. Your other devices may have it.
explain-no-session = The device that wrote it believes that it shares a secret with yours, but this device knows of none. That happens after a device was set up anew. Renew the encryption, so that what comes next can be read, and ask to have this message sent again.
explain-key-gone = It was locked with a key of this device that is used up or was replaced. Renew the encryption, so that what comes next can be read, and ask to have this message sent again.
explain-broken = This device and the one that wrote it have got out of step, after a copy was put back for example. Renew the encryption, so that what comes next can be read, and ask to have this message sent again.
explain-devices = Its author has more devices than Waxwing looks at, and this was one of the rest. They can remove devices that they no longer use.
explain-version = The program that wrote it encrypts in a way that this version of Waxwing doesn’t know. A newer Waxwing, or another program there, may help.
explain-malformed = What came is no whole message: a program has made a mistake, or something was lost. Ask to have it sent again.
explain-changed = It is not what its author has encrypted: something has changed it on its way, and so it is not shown. If that happens again, somebody may be tampering with your messages. Tell its author some other way.
explain-moved = Inside, it names another sender or another recipient than outside: somebody has taken a message from elsewhere and put it here. So it is not shown.
explain-lost = This device has read or written it before, but its words are not here any more, and it can be read only once. Ask to have it sent again, or look at another device.
explain-other = Waxwing reads and writes one kind of encryption only, and this is another one. Ask to have it sent from another program, or read it where that kind is known.
explain-plain-theirs = This was sent without encryption, although this conversation is encrypted. The servers it passed through could read it, and could have changed it. Some programs can’t encrypt everything; its author may also have switched it off.
explain-plain-ours = This was sent without encryption: before the conversation was encrypted, while you had it switched off, or by another program of yours. The servers it passed through could read it.
explain-undecided = It was encrypted, by a device of { $name }’s that is new here and that you have not decided about. It may be a new phone, or somebody else’s who pretends to be { $name }. It can’t read what you write until you decide.
explain-refused = It was encrypted, by a device that you have refused. Don’t rely on what it says. It can’t read what you write.
sealed-repair = Renew the encryption
sealed-repair-hint = Renewing makes your device and theirs agree on new secrets. What was said stays, and so does whom you trust.
sealed-repaired = The encryption is being renewed. What comes next can be read; this message stays as it is.
sealed-ask = Ask { $name } to send it again
sealed-ask-words = I can’t read your message from { $time } here. Could you send it again?
sealed-ask-words-to = { $name }: { $text }
trust-undecided = New – waits for your decision
trust-blind = Trusted, not compared
trust-verified = Compared and verified
trust-distrusted = Refused
keys-title = Keys and devices
keys-intro = Each device of { $name } locks and opens messages with a key of its own. Compare the keys once, side by side, and you know that nobody else reads along.
keys-intro-own = Each of your devices has a key of its own. Remove those that you no longer use: until then, everything is encrypted for them, too. If there is one that you don’t know, remove it and change your password.
keys-asking = Asking for the devices…
keys-none = { $name } has no device that can read encrypted messages, as far as is known here.
keys-code = Verify with a code…
keys-list = Devices
keys-this = This device
keys-nameless = A device
keys-gone = No longer in use
keys-stale = Not heard of for over 30 days: remove it if you no longer use it
keys-first-seen = First seen { $time }
keys-last-read = last read { $time }
keys-number = number { $number }
keys-unreachable = A device that can’t be reached
keys-unreachable-hint = Its key can’t be had, so it can’t read what is encrypted.
keys-fingerprint = Key: { $groups }
keys-verify = Verify…
keys-trust = Trust without comparing
keys-trust-again = Trust again
keys-unverify = Take back the verification
keys-refuse = Refuse
keys-remove = Remove…
keys-name = Rename…
keys-repair-question = Messages from { $name } can’t be read?
keys-repair-hint = Renew it when that happens again and again: your device and those of { $name } agree on new secrets. What was said stays, and so does whom you trust.
keys-repaired = The encryption is being renewed with every device of { $name }.
remove-device-title = Remove this device?
remove-device-body = It can’t read any more what is encrypted from now on. If it is still in use, it adds itself again when it is next online. Number { $number }.
remove-device-submit = Remove the device
new-keys-title = Make new encryption keys?
new-keys-body = This becomes a new device. What was encrypted for the old keys can’t be read here any more, also what waits now, and people who have verified you will see a key they don’t know. If the keyring can still be unlocked, do that instead.
new-keys-submit = Make new keys
verify-title = Verify { $name }
verify-title-own = Verify a device of yours
verify-by-eye = Compare
verify-by-code = Code
verify-hint = Look at both devices side by side, or read the keys to each other on the phone. Don’t send them as messages: whoever reads along could change them.
verify-theirs = Key of { $name }’s device
verify-other = Key of the other device
verify-ours = Key of this device
verify-match = They match
verify-differ = They don’t match
verify-differs = The keys don’t match: don’t trust this device
verify-differs-advice = Somebody may be reading along under this name. Refuse the key, tell { $name } some other way, and write nothing here that others must not read.
verify-refuse = Refuse this key
verify-code-hint = Let { $name } scan this, or open the link. It says which keys are yours.
verify-code-hint-own = Scan this with your other device, or open the link there.
verify-code = Code of your keys
verify-copy = Copy link
verify-form-other = They use Kaidan
verify-form-usual = They use another app
verify-link = Their code or link
verify-link-hint = Paste what { $name } shows, or read it from a picture.
verify-picture = From a picture…
verify-clipboard = From the clipboard
verify-no-code = No code was found there.
verify-not-a-link = That is no link with keys. It begins with “xmpp:”.
verify-submit = Verify
verify-waiting = Verifying…
banner-undecided = { $name } has a new device
banner-undecided-two = { $one } and { $other } have new devices
banner-undecided-group = Somebody here has a new device
banner-undecided-several = { $count ->
    [one] One person here has a new device
   *[other] { $count } people here have new devices
}
banner-undecided-detail = It can’t read what you write until you have decided whether to trust it.
banner-changed = A device of { $name }’s has another key than before
banner-changed-detail = It was set up anew, or somebody is reading along. Compare the keys before you write on.
banner-spoken = { $title }. { $detail }
banner-look = Look at it
own-device-bar = A new device uses your account. Is it yours?
own-device-bar-of = A new device uses your account { $address }. Is it yours?
own-copy-bar = This is a copy of Waxwing’s data, so it has become a new device. Messages from after the copy may be unreadable here.
own-copy-bar-of = This is a copy of Waxwing’s data, so { $address } has become a new device here. Messages from after the copy may be unreadable.
own-lost-bar = This is a new device with new keys, since the old ones can’t be opened. What was written to them can’t be read here.
own-lost-bar-of = This is a new device of { $address } with new keys, since the old ones can’t be opened. What was written to them can’t be read here.
own-locked-bar = Encrypted messages wait: the keyring of this computer keeps your encryption keys, and it is locked or not there.
own-locked-bar-of = Encrypted messages of { $address } wait: the keyring of this computer keeps the encryption keys, and it is locked or not there.
own-locked-asking = Asking the keyring for your encryption keys…
own-locked-still = The keyring still does not give your encryption keys. Unlock it, or start the program that keeps your passwords, and try again.
own-locked-again = Try again
own-locked-anew = Make new keys…
own-device-look = Look
own-device-close = Close this notice
step-not-encrypted-undecided = { $count ->
    [one] Not encrypted for one device you have not decided about
   *[other] Not encrypted for { $count } devices you have not decided about
}
step-not-encrypted-distrusted = { $count ->
    [one] Not encrypted for one device you have refused
   *[other] Not encrypted for { $count } devices you have refused
}
step-not-encrypted-unreachable = { $count ->
    [one] Not encrypted for one device that can’t be reached
   *[other] Not encrypted for { $count } devices that can’t be reached
}
step-not-encrypted-version = { $count ->
    [one] Not encrypted for one device that can’t read this kind of message
   *[other] Not encrypted for { $count } devices that can’t read this kind of message
}
keys-number-alone = Number { $number }
composer-placeholder-short = Message
verify-link-own = Code or link of the other device
verify-link-hint-own = Paste what your other device shows, or read it from a picture.
keys-new-device = new device
