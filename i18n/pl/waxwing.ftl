# Słowa programu Waxwing po polsku. Wszystkie klucze pochodzą z pliku angielskiego.

## The window

window-title = Waxwing
window-title-unread = ({ $count }) Waxwing
cancel = Anuluj
close = Zamknij
separator = { " · " }
no-window = Nie można otworzyć okna: { $detail }
no-home = Nie ma katalogu domowego, więc Waxwing nie wie, gdzie trzymać swój profil. Wskaż miejsce opcją --profile.
note-settings = Nie udało się odczytać ustawień i nie zostały użyte: { $detail }
note-settings-kept = Plik ustawień był uszkodzony ({ $detail }). Zachowano go jako { $path }; obowiązują zwykłe ustawienia.
note-settings-mended = Niektóre ustawienia miały wartości bez sensu; zamiast nich obowiązują zwykłe: { $names }
note-settings-lost = Nie można zachować ustawień: { $detail }
note-store-failed = Waxwing nie może zapisywać w swoim profilu. Czy dysk jest pełny? Nowe wiadomości czekają na serwerze.
note-read-only = To nie zostało zachowane: ten profil można tylko czytać.
note-recovered-state = Lista kont i kontaktów była uszkodzona i została założona od nowa. Kontakty wrócą z serwera.
note-recovered-end = Lista kont i kontaktów była uszkodzona i utraciła ostatnie zmiany. Kontakty wrócą z serwera; sprawdź, czy któraś wiadomość nie została wysłana.
note-restored-state = Lista kont i kontaktów była uszkodzona. Odtworzono ją z kopii z dnia { $day }; późniejsze zmiany wrócą z serwera, o ile je zna.
note-restored-history = Zapisane wiadomości były uszkodzone. Zachowano to, co dało się odczytać, a resztę odtworzono z kopii z dnia { $day }.
note-recovered-history = Zapisane wiadomości były uszkodzone. Zachowano to, co dało się odczytać.
note-recovered-passwords = Zapisane hasła były uszkodzone. Wpisz je ponownie.
note-recovered-kept = Uszkodzony plik zachowano jako { $path }.
fault-quit = Zakończ

## Times

time = { $hour }:{ $minute }
moment-other-day = { $day }, { $time }
day-today = Dzisiaj
day-yesterday = Wczoraj
date-weekday = { $weekday }, { $day } { $month }
date-weekday-year = { $weekday }, { $day } { $month } { $year }
date-full = { $day } { $month } { $year }
date-short = { $day } { $month }
date-numbers = { $day }.{ $month }.{ $year }
weekday = { $number ->
    [1] poniedziałek
    [2] wtorek
    [3] środa
    [4] czwartek
    [5] piątek
    [6] sobota
   *[7] niedziela
}
weekday-short = { $number ->
    [1] pon.
    [2] wt.
    [3] śr.
    [4] czw.
    [5] pt.
    [6] sob.
   *[7] niedz.
}
month = { $number ->
    [1] stycznia
    [2] lutego
    [3] marca
    [4] kwietnia
    [5] maja
    [6] czerwca
    [7] lipca
    [8] sierpnia
    [9] września
    [10] października
    [11] listopada
   *[12] grudnia
}
month-short = { $number ->
    [1] sty
    [2] lut
    [3] mar
    [4] kwi
    [5] maj
    [6] cze
    [7] lip
    [8] sie
    [9] wrz
    [10] paź
    [11] lis
   *[12] gru
}
count-many = { $most }+

## Signing in

login-title = Logowanie
login-address = Adres
login-password = Hasło
login-reveal = Pokaż hasło
login-advanced = Zaawansowane
login-host = Adres serwera
login-host-hint = Puste: ustalany na podstawie adresu
login-host-web-socket = Adres WebSocket nie potrzebuje obok ani portu, ani bezpośredniego TLS.
login-port = Port
login-port-placeholder = 5222
login-resource = Zasób
login-resource-hint = Nazwa tego urządzenia; puste: zostanie wybrana
login-ca-file = Dodatkowy plik CA
login-ca-file-hint = Zaufane certyfikaty oprócz systemowych (PEM)
login-client-certificate = Certyfikat do logowania
login-client-certificate-hint = Plik PKCS#12 lub PEM; hasło może wtedy pozostać puste
login-passphrase = Hasło certyfikatu
login-passphrase-hint = Puste, jeśli plik go nie ma
login-passphrase-reveal = Pokaż hasło certyfikatu
login-anonymous = Zaloguj anonimowo (tam, gdzie serwer wpuszcza każdego)
login-anonymous-address = Aby zalogować się anonimowo, wpisz nazwę serwera, na przykład example.org.
choose = Wybierz…
choose-ca-file = Zaufane certyfikaty
choose-client-certificate = Certyfikat do logowania
choose-kind-certificates = Certyfikaty
choose-no-dialog = To środowisko nie ma okna wyboru plików. Wpisz tu ścieżkę.
login-proxy = Serwer pośredniczący (SOCKS5)
login-proxy-hint = Na przykład dla Tora; tam wyszukiwane są też nazwy
login-proxy-invalid = Serwer pośredniczący to nazwa i port, na przykład 127.0.0.1:9050.
login-direct-tls = Bezpośrednie TLS (szyfrowanie od pierwszego bajtu)
login-allow-plain = Zezwól na wysłanie samego hasła (PLAIN)
login-submit = Zaloguj się
login-address-missing = Wpisz swój adres, na przykład name@example.org.
login-password-missing = Wpisz hasło.
login-port-invalid = Port to liczba od 1 do 65535.
login-port-needs-host = Port wymaga adresu serwera; wpisz go albo pozostaw port pusty.
login-direct-tls-needs-host = Bezpośrednie TLS wymaga adresu serwera; wpisz go albo wyłącz tę opcję: gdy serwer ogłasza bezpośrednie TLS, zostanie użyte samo.
address-example = name@example.org
address-invalid = To nie jest adres. Adres wygląda tak: name@example.org.

step-begin = Rozpoczynanie…
step-resolve = Wyszukiwanie serwera…
step-connect = Łączenie z serwerem…
step-encrypt = Uzgadnianie szyfrowania…
step-authenticate = Logowanie…
step-bind = Otwieranie sesji…

## Making an account

login-register = Załóż konto
login-invitation = Mam odnośnik z zaproszeniem
register-title = Załóż konto
register-explanation = Konto mieszka na serwerze, tak jak adres e-mail. Z każdego serwera można pisać do ludzi na wszystkich innych.
register-filter = Serwer
register-filter-placeholder = Nazwa, kraj albo inny serwer
register-none = Żaden serwer znany programowi Waxwing tak się nie nazywa. Wpisz pełną nazwę, na przykład example.org.
register-source = Z listy projektu XMPP Providers, czerwiec 2026. Waxwing nie ma udziału w żadnym z tych serwerów.
register-other = Użyj { $server }
register-on-website = na jego stronie
provider-since = od { $year }
provider-files = pliki do { $size } MB
provider-large-files = pliki do { $size } GB
provider-history = przechowuje wiadomości przez { $days ->
    [one] { $days } dzień
    [few] { $days } dni
    [many] { $days } dni
   *[other] { $days } dnia
}
provider-captcha = pokazuje obrazek do odczytania
provider-green = zielona energia
country = { $code ->
    [at] Austria
    [bg] Bułgaria
    [ch] Szwajcaria
    [de] Niemcy
    [es] Hiszpania
    [fi] Finlandia
    [fr] Francja
    [in] Indie
    [lt] Litwa
    [nl] Holandia
    [pe] Peru
    [pt] Portugalia
    [ro] Rumunia
    [us] Stany Zjednoczone
   *[other] inny kraj
}
register-invited-title = Twoje zaproszenie
register-link = Odnośnik z zaproszeniem
register-link-explanation = Wklej otrzymany odnośnik. Zaczyna się od xmpp: albo jest adresem strony.
register-link-submit = Dalej
register-link-invalid = To nie jest zaproszenie, które Waxwing potrafi odczytać.
register-link-other = Ten odnośnik nie zakłada konta. Najpierw się zaloguj, a potem go otwórz.
register-inviter = Zaprasza Cię { $address }; to będzie Twój pierwszy kontakt.
register-at = Twoje konto na { $server }
register-website-title = { $server }
register-website-explanation = { $server } zakłada konta na swojej stronie. Wróć, gdy będziesz je mieć, i zaloguj się.
register-website-open = Otwórz stronę
register-website-done = Mam już konto
register-website-instead = Załóż je na stronie serwera
register-asking = Pytanie serwera, co chce wiedzieć…
register-creating = Zakładanie konta…
register-submit = Załóż konto
register-address = Twój adres będzie brzmiał { $address }
register-captcha = Obrazek z czymś do odczytania
register-captcha-wrong = Obrazek mówi co innego. Oto następny.
register-taken = Ta nazwa jest zajęta. Spróbuj innej.
register-name-invalid = Nazwa składa się z liter i cyfr, bez odstępów.
register-not-offered = Ten serwer nie przyjmuje nowych kont od programów.
register-invitation-invalid = Zaproszenie jest nieważne albo straciło ważność.
register-server-invalid = To nie jest nazwa serwera.
register-again = Serwer ma nowe pytania, bo odpowiedź trwała zbyt długo. Spójrz na nie jeszcze raz.
register-lost = Połączenie zostało przerwane, a tę nazwę ma już ktoś inny. Spróbuj innej.
register-too-fast = Założono stąd zbyt wiele kont. Spróbuj ponownie później.
register-refused = Serwer odmówił założenia tego konta.
register-field-username = Nazwa
register-field-password = Hasło
register-field-email = E-mail
register-field = { $name ->
    [nick] Pseudonim
    [first] Imię
    [last] Nazwisko
    [address] Ulica
    [city] Miasto
    [state] Region
    [zip] Kod pocztowy
    [phone] Telefon
    [url] Strona
    [date] Data
    [misc] Cokolwiek innego
    [text] Tekst
   *[other] Imię i nazwisko
}
form-optional = { $name } (nieobowiązkowe)
form-missing = Wypełnij to pole.
form-not-an-option = Wybierz jedną z możliwości.
form-not-a-number = To musi być liczba.
form-out-of-range = Ta liczba jest za mała albo za duża.
form-too-long = To za długie.
form-media-link = Coś do obejrzenia jest w sieci pod adresem { $url }. Waxwing sam tego nie pobiera.
form-media-missing = Tu powinien być obrazek, którego nie można pokazać.
password-short = Za krótkie: kilka słów tworzy dobre hasło.
password-simple = Za proste: użyj bardziej różnych znaków.
password-common = Zawiera to, co zgaduje się najpierw.
password-fair = Wystarczające. Dłuższe jest lepsze.
password-good = Dobre.
error-not-offered = Ten serwer tego nie oferuje.

## Links, passwords and the end of accounts

link-write-title = Napisz wiadomość
link-write = Odnośnik proponuje napisać do:
link-write-submit = Napisz
link-add = Odnośnik dodałby ten kontakt do { $own } i zapytał, czy możesz widzieć, kiedy jest online:
link-register = Odnośnik założyłby dla Ciebie konto na:
link-remove-title = Usuń kontakt
link-remove = Odnośnik usunąłby { $address }. Jeśli tego chcesz, zrób to z listy rozmów.
link-other-title = Otwórz odnośnik
link-other = Odnośnik chce od { $address } czegoś, czego Waxwing nie zna.
link-unreadable = Waxwing nie potrafi odczytać tego odnośnika.
link-needs-account = Najpierw się zaloguj, a potem otwórz odnośnik ponownie.
password-title = Zmień hasło
password-explanation = Hasło { $address } zostanie zmienione na jego serwerze. Twoje inne urządzenia poproszą o nowe.
password-new = Nowe hasło
password-again = Nowe hasło ponownie
password-missing = Wybierz hasło.
password-differs = To dwa różne hasła.
password-submit = Zmień
password-waiting = Zmienianie…
password-unchanged = Hasło pozostało bez zmian.
delete-account-title = Usuń konto na serwerze
delete-account-body = { $address } zniknie na dobre wraz z kontaktami i wszystkim, co przechowuje jego serwer, także dla Twoich innych urządzeń. Zniknie też historia na tym komputerze. Nikt nie będzie mógł tego przywrócić.
delete-account-continue = Dalej
delete-account-type = Wpisz adres, aby potwierdzić
delete-account-submit = Usuń na dobre

## What can go wrong

error-account-exists = To konto już tu jest.
error-not-found = Tego już nie ma.
error-invalid-xml = To nie jest jeden poprawny element.
error-invalid-xml-advice = Wpisz dokładnie jedną wiadomość, obecność albo iq, z zamknięciem każdego elementu.
error-not-a-stanza = Wysłać można tylko message, presence albo iq.
error-not-a-stanza-advice = Inne elementy zostałyby wzięte za słowa samego połączenia.
error-invalid-picture = Obraz jest za duży albo takiego rodzaju, którego nie można pokazać.
error-invalid-text = Tekst jest pusty albo zbyt długi, aby go wysłać.
error-offline = Brak połączenia.
error-offline-advice = Spróbuj ponownie, gdy będzie połączenie.
error-timed-out = Serwer nie odpowiedział na czas.
error-store = Nie można odczytać profilu albo w nim zapisać.
error-store-advice = Czy dysk jest pełny albo katalog należy do kogoś innego?
error-damaged = Niektóre zapisane wiadomości są uszkodzone.
error-damaged-advice = Zamknij Waxwing i uruchom go ponownie: zachowa wszystko, co da się jeszcze odczytać.
error-read-only = Ten profil można tylko czytać.
error-read-only-advice = Możesz przeglądać rozmowy, ale niczego nie da się zapisać, więc Waxwing pozostaje offline. Umożliw sobie zapis w { $path } albo wybierz inny profil opcją --profile i uruchom ponownie.
undelivered-lost = Czekała na wysłanie, gdy lista takich wiadomości została uszkodzona.
undelivered-too-long = Jest za długa dla serwera.
undelivered-too-long-advice = Skopiuj ją i wyślij w częściach.
undelivered-not-there = Osoby, do której to było, nie ma już w grupie pod tą nazwą.
undelivered-not-there-advice = Spróbuj ponownie, gdy wróci, albo napisz do niej w osobnej rozmowie.
undelivered-no-reader = Nikt nie ma urządzenia, które mogłoby to odczytać.
undelivered-no-reader-one = { $name } nie ma urządzenia, które mogłoby to odczytać.
undelivered-no-reader-more = { $count ->
    [one] { $name } i jeszcze jedna osoba nie mają urządzenia, które mogłoby to odczytać.
    [few] { $name } i jeszcze { $count } osoby nie mają urządzenia, które mogłoby to odczytać.
    [many] { $name } i jeszcze { $count } osób nie mają urządzenia, które mogłoby to odczytać.
   *[other] { $name } i jeszcze { $count } osób nie mają urządzenia, które mogłoby to odczytać.
}
undelivered-no-reader-advice = Nie wysłano. Spróbuj później albo wyłącz szyfrowanie kłódką, aby wysłać w jawnej postaci.
undelivered-too-many = Do tej grupy należy tyle osób, że nie da się szyfrować.
undelivered-too-many-advice = Nie wysłano. Wyłącz szyfrowanie kłódką, aby wysłać w jawnej postaci.
undelivered-lost-advice = Wyślij ją ponownie, jeśli nie dotarła.
error-file = Nie można zapisać { $path }.
error-file-advice = Wybierz inne miejsce.
error-file-exists = Plik { $path } już istnieje.
error-file-exists-advice = Wybierz inną nazwę.
error-profile-in-use = Waxwing już działa.
error-profile-in-use-advice = Inne okno lub inny proces używa tego profilu. Najpierw je zamknij albo wybierz inny profil opcją --profile.
error-profile-too-new = Ten profil zapisała nowsza wersja programu Waxwing.
error-profile-too-new-advice = Nic nie zostało zmienione. Aby kontynuować, zainstaluj ponownie nowszą wersję.
advice-check-network = Sprawdź sieć; Waxwing sam spróbuje ponownie.
advice-try-again = Spróbuj ponownie za chwilę.
advice-try-later = Spróbuj ponownie później.
advice-comes-back = Waxwing sam połączy się ponownie.

failure-unknown-host = Nie ma serwera o nazwie { $host }.
failure-unknown-host-advice = Sprawdź, czy w adresie nie ma literówki.
failure-no-service = { $host } informuje, że nie prowadzi usługi rozmów.
failure-no-service-advice = Sprawdź część adresu po znaku @.
failure-no-dns = Nie można wyszukać nazw serwerów.
failure-no-route = Nie można połączyć się z { $host }.
failure-no-route-advice = Sprawdź sieć. Na drodze może stać zapora albo serwer nie działa.
failure-proxy = Nie można połączyć się z serwerem pośredniczącym { $host }.
failure-proxy-lost = Serwer pośredniczący { $host } zamknął połączenie.
failure-proxy-timed-out = Serwer pośredniczący { $host } nie odpowiada na czas.
failure-proxy-not-socks = Pod adresem { $host } nie odpowiada serwer SOCKS5.
failure-proxy-login = Serwer pośredniczący { $host } wymaga logowania.
failure-proxy-login-advice = Waxwing nie ma do niego danych logowania; użyj innego serwera pośredniczącego.
failure-proxy-forbidden = Serwer pośredniczący { $host } nie zezwala na to połączenie.
failure-proxy-forbidden-advice = Zapytaj jego administratora albo użyj innego.
failure-proxy-behind = Serwer pośredniczący { $host } nie może połączyć się z serwerem.
failure-proxy-behind-advice = Sprawdź adres albo podaj adres serwera w części „Zaawansowane”.
failure-proxy-name = Nazwa serwera jest za długa dla serwera pośredniczącego { $host }.
failure-proxy-name-advice = Sprawdź, czy w adresie serwera nie ma literówki.
failure-proxy-advice = Sprawdź nazwę i port serwera pośredniczącego oraz czy działa.
failure-lost = Połączenie zostało przerwane.
failure-timed-out-resolve = Wyszukiwanie serwera trwało zbyt długo.
failure-timed-out-connect = Łączenie z serwerem trwało zbyt długo.
failure-timed-out-encrypt = Uzgadnianie szyfrowania trwało zbyt długo.
failure-timed-out-authenticate = Serwer zbyt długo sprawdzał hasło.
failure-timed-out-bind = Serwer zbyt długo otwierał sesję.
failure-tls = Nie udało się uzgodnić szyfrowania z serwerem.
failure-tls-advice = Jego szyfrowanie może być przestarzałe albo coś po drodze przeszkadza. Zapytaj administratora serwera.
failure-tls-not-offered = Serwer nie oferuje szyfrowania.
failure-tls-not-offered-advice = Waxwing nigdy z niego nie rezygnuje. Poproś administratora serwera o włączenie szyfrowania.
failure-ca-file = Nie można użyć pliku CA { $path }.
failure-ca-file-advice = Wybierz plik z certyfikatami w formacie PEM albo pozostaw pole puste.
failure-no-mechanism = Serwer nie oferuje sposobu logowania, który Waxwing uznaje za bezpieczny.
failure-no-mechanism-advice = Poproś administratora serwera o włączenie SCRAM.
failure-no-mechanism-plain = Serwer żąda samego hasła. Jeśli mu ufasz, zezwól na to tutaj i zaloguj się ponownie.
failure-wrong-password = Adres lub hasło są nieprawidłowe.
failure-wrong-password-advice = Wpisz hasło ponownie.
failure-no-password = Hasło tego konta nie jest zapisane.
failure-no-password-advice = Wpisz je, aby się połączyć.
failure-account-disabled = To konto jest wyłączone.
failure-ask-operator = Zapytaj administratora serwera.
failure-credentials-expired = Hasło straciło ważność.
failure-credentials-expired-advice = Ustaw nowe tam, gdzie konto zostało założone.
failure-login-temporary = Serwer nie może teraz sprawdzać haseł.
failure-login-refused = Serwer odmówił zalogowania.
failure-other-account = Serwer zalogowałby Cię jako { $account }.
failure-other-account-advice = Certyfikat należy do tamtego konta. Wybierz certyfikat tego konta.
failure-impostor = Serwer nie potrafił dowieść, że zna Twoje hasło.
failure-impostor-advice = To może nie być serwer, za który się podaje. Nie loguj się, dopóki administrator tego nie wyjaśni.
failure-downgrade = Serwer chroni logowanie słabiej niż dotąd.
failure-downgrade-advice = Ktoś między Tobą a serwerem może się pod niego podszywać, jak spotkało to użytkowników jabber.ru w 2023 roku. Nic nie zostało ujawnione. Spróbuj później albo z innej sieci; jeśli nic się nie zmieni, zapytaj administratora serwera.
failure-tampered-bindings = Serwer wiąże logowanie z połączeniem, ale nic nie mówi jak.
failure-tampered-mechanisms = Serwer potrafi powiązać logowanie z połączeniem, ale brakuje tego w jego ofercie.
failure-tampered-offer = Oferta serwera została po drodze zmieniona.
failure-tampered-connection = Serwer widzi inne szyfrowane połączenie niż Twoje.
failure-tampered-advice = Ktoś między Tobą a serwerem może się pod niego podszywać albo serwer jest źle skonfigurowany. Nie loguj się, dopóki administrator tego nie wyjaśni.
failure-client-certificate = Nie można odczytać pliku certyfikatu { $path }.
failure-client-certificate-invalid = Waxwing nie rozumie pliku { $path }.
failure-client-certificate-none = Plik { $path } nie zawiera certyfikatu.
failure-client-certificate-advice = Wybierz plik PKCS#12 (.p12, .pfx) albo plik PEM z certyfikatem i jego kluczem.
failure-client-certificate-passphrase = Hasło do { $path } jest nieprawidłowe albo go brak.
failure-client-certificate-passphrase-advice = Wpisz je ponownie.
failure-client-certificate-no-key = Plik { $path } nie zawiera klucza prywatnego.
failure-client-certificate-other-key = Klucz prywatny w { $path } należy do innego certyfikatu.
failure-client-certificate-key-advice = Wyeksportuj certyfikat razem z kluczem i wybierz ten plik.
failure-client-certificate-expired = Certyfikat w { $path } stracił ważność { $date }.
failure-client-certificate-renew-advice = Zdobądź nowy tam, skąd pochodzi, i wybierz ten plik.
failure-client-certificate-not-yet = Certyfikat w { $path } obowiązuje dopiero od { $date }.
failure-certificate-refused = Serwer nie przyjmuje tego certyfikatu dla twojego konta.
failure-certificate-refused-advice = Sprawdź, czy wystawiono go dla tego adresu i czy zrobił to ktoś, komu serwer ufa.
failure-second-proof = Serwer żąda drugiego potwierdzenia tożsamości.
failure-second-proof-advice = Waxwing nie potrafi go jeszcze podać; poproś administratora serwera o hasło dla programów.
failure-conflict = Inny program jest zalogowany z tym samym zasobem.
failure-conflict-advice = Połączony może być tylko jeden z nich.
failure-shutdown = Serwer jest wyłączany albo uruchamiany ponownie.
failure-host-gone = Serwer nie obsługuje już tego adresu.
failure-host-gone-advice = Sprawdź część adresu po znaku @ albo zapytaj administratora serwera.
failure-policy = Serwer zamknął połączenie z powodu swoich ograniczeń.
failure-stream = Serwer zamknął połączenie z powodu błędu.
failure-protocol = Serwer powiedział coś, co nie ma sensu.
failure-protocol-advice = Być może odpowiada tam serwer innego rodzaju; sprawdź adres serwera i port.

certificate-expired = Certyfikat { $host } stracił ważność.
certificate-not-yet = Certyfikat { $host } nie jest jeszcze ważny.
certificate-wrong-name = Certyfikat { $host } wystawiono na inne nazwy.
certificate-self-signed = Certyfikat { $host } poświadcza tylko sam siebie.
certificate-unknown-issuer = Certyfikat { $host } wystawił ktoś, komu ten komputer nie ufa.
certificate-revoked = Certyfikat { $host } został unieważniony.
certificate-invalid = Certyfikat { $host } jest nieprawidłowy.
certificate-owner-advice = Nic nie zostało wysłane. Poproś administratora serwera o jego odnowienie.
certificate-clock-advice = Nic nie zostało wysłane. Sprawdź datę i godzinę tego komputera.
certificate-name-advice = Nic nie zostało wysłane. Sprawdź adres albo zapytaj administratora serwera.
certificate-ca-advice = Nic nie zostało wysłane. Jeśli wiesz, kto go wystawił, wskaż jego certyfikat jako „Dodatkowy plik CA” w części „Zaawansowane”.
fact-line = { $name }: { $fact }
fact-host = Potrzebny dla
fact-names = Wystawiony na nazwy
fact-subject = Wystawiony dla
fact-issuer = Wystawca
fact-validity = Ważny
fact-from-to = od { $from } do { $to }
fact-fingerprint = SHA-256
fact-before = Dotąd
fact-now = Teraz
fact-nothing-known = Nic, czego używa Waxwing
fact-detail = Szczegóły
fact-unknown = nieznane

refused-not-found = Pod tym adresem nikogo nie ma.
refused-remote-timeout = Serwer adresata nie odpowiada.
refused-forbidden = To niedozwolone.
refused-unavailable = Adresat nie może jej teraz odebrać.
refused-policy = Serwer osiągnął jedno ze swoich ograniczeń.
refused-other = Serwer ją odrzucił.

## Without a connection

offline-waiting = Brak połączenia od { $since }. Następna próba za { $seconds } s
offline-try-now = Spróbuj teraz
offline-idle = Brak połączenia
offline-connect = Połącz
offline-connect-here = Połącz tutaj
offline-new-password = Hasło
offline-show-details = Dlaczego?
offline-hide-details = Ukryj przyczynę

## Who is there

show-chat = chce porozmawiać
show-online = online
show-away = z dala od komputera
show-extended-away = nie ma od dłuższego czasu
show-do-not-disturb = nie przeszkadzać
show-offline = offline
choice-chat = Chętnie porozmawiam
choice-online = Online
choice-away = Zaraz wracam
choice-extended-away = Nie będzie mnie dłużej
choice-do-not-disturb = Nie przeszkadzać
choice-offline = Offline
presence-stranger = spoza Twoich kontaktów
presence-asked = czeka na akceptację
presence-unknown = nie pokazuje, kiedy jest online
presence-devices = { $count ->
    [one] { $count } urządzenie
    [few] { $count } urządzenia
    [many] { $count } urządzeń
   *[other] { $count } urządzenia
}
own-waiting = Brak połączenia
typing = pisze…
typing-paused = przestał(a) pisać
profile-menu = Twoje konto
profile-status = Opis
profile-status-placeholder = Co teraz robisz?
profile-status-hint = Widzą go Twoje kontakty. Enter zapisuje.
profile-settings = Ustawienia…
profile-sign-out = Wyloguj…

## Our accounts

account-add = Dodaj konto
account-add-title = Dodaj konto
account-spoken = { $address }: { $state }
account-off = wyłączone
account-enabled = Włączone
account-colour = Kolor
account-colour-name = { $place ->
    [0] Niebieski
    [1] Bursztynowy
    [2] Zielony
    [3] Różowy
    [4] Morski
    [5] Czerwony
    [6] Fioletowy
   *[7] Oliwkowy
}
account-reconnect = Połącz ponownie
account-password-keyring = Hasło jest w bazie kluczy tego pulpitu.
account-password-file = Hasło jest w zapieczętowanym pliku, nie w bazie kluczy.
account-console = Konsola XML
account-connection = Połączenie
account-remove = Usuń z tego komputera…
account-order = Miejsce na liście
account-up = Przesuń w górę
account-down = Przesuń w dół
account-presence-all = Co widzą inni: wszystkie konta
account-presence-of = Co widzą inni: { $address }
accounts-count = { $count ->
    [one] { $count } konto
    [few] { $count } konta
    [many] { $count } kont
   *[other] { $count } konta
}
accounts-online = { $count ->
    [0] żadne nie jest online
   *[other] online: { $count }
}
accounts-without = bez połączenia: { $count }
accounts-off = wyłączone: { $count }
page-back = Wstecz
sidebar-via = do { $address }
sidebar-spoken-account = { $row } (konto { $account })
sidebar-spoken-off = { $row } (konto { $account }, wyłączone)
add-contact-account = Dla konta
offline-named = { $address }: { $words }
offline-sign-in-again = Zaloguj się ponownie
offline-weaker = Zaloguj mimo to…
offline-weaker-question = Jeśli ktoś jest pośrodku, mógłby wtedy czytać, co piszesz, i pisać w Twoim imieniu. Zalogować ze słabszą ochroną?
offline-weaker-confirm = Zaloguj ze słabszą ochroną
offline-together = Brak połączenia: { $accounts }. Następna próba za { $seconds } s
offline-together-connecting = Łączenie: { $accounts }…

## The connection page

# Historia przechowywana przez serwery

account-history = Historia
history-title = Historia
history-section-progress = Na tym komputerze
history-section-limit = Jak daleko wstecz
history-section-keeps = Co przechowuje serwer
history-idle = Nie było jeszcze połączenia.
history-not-offered = Serwer nie przechowuje historii. To, co ktoś napisze, gdy Waxwing jest zamknięty, dotrze tylko, o ile serwer to przetrzyma.
history-news = Pobieranie tego, co przyszło w międzyczasie…
history-beginning = Pobieranie historii…
history-older = Pobieranie starszych wiadomości. Wszystko od { $date } jest już tutaj.
history-paused = Wstrzymane. Wszystko od { $date } jest tutaj, a serwer ma więcej.
history-paused-empty = Wstrzymane.
history-complete = Aktualne. Wszystko od { $date } jest tutaj.
history-empty = Aktualne. Serwer niczego jeszcze nie zachował.
history-fetched = { $count ->
    [one] Jedna wiadomość pobrana od uruchomienia
    [few] { $count } wiadomości pobrane od uruchomienia
    [many] { $count } wiadomości pobranych od uruchomienia
   *[other] { $count } wiadomości pobranych od uruchomienia
}
history-left-out = Napisało ponad tysiąc nieznanych Ci osób. Wiadomości od kolejnych zostają na serwerze.
history-retry = Kolejna próba: { $time }
history-pause = Wstrzymaj
history-resume = Wznów
history-retry-now = Spróbuj ponownie
history-brief-older = Pobieranie historii, do { $date }
history-brief-date = Historia do { $date }
history-brief-beginning = Pobieranie historii
history-brief-paused = Historia wstrzymana
history-brief-failed = Nie można pobrać historii
history-fault-silence = Serwer nie odpowiada na pytanie o historię.
history-fault-refused = Serwer nie udostępnia historii.
history-fault-nonsense = To, co serwer przysyła jako historię, nie ma sensu.
history-fault-unreadable = Jednej wiadomości w historii nie da się odczytać i za każdym razem zrywa ona połączenie. Starsze wiadomości zostają na razie na serwerze.
history-fault-store = Nie można zapisać historii na tym komputerze.
history-limit-hint = Starsze wiadomości zostają na serwerze. To, co już tu jest, zostaje.
history-limit-everything = Wszystko
history-limit-year = Rok
history-limit-three-months = Trzy miesiące
history-limit-month = Miesiąc
history-keeps-hint = Serwer przechowuje wiadomości dla wszystkich twoich urządzeń.
history-keeps-always = Wszystko
history-keeps-contacts = Tylko z kontaktami
history-keeps-never = Nic
history-keeps-never-hint = Inne urządzenia pominą wtedy to, co zostanie napisane, gdy są wyłączone.
history-keeps-asking = Pytanie serwera…
history-keeps-not-offered = Serwer nie pozwala tego wybrać.
history-keeps-exceptions = Wyjątków jest więcej, niż Waxwing może zachować, więc niczego nie zmieniono.
history-always = Zawsze przechowywane z:
history-never = Nigdy nieprzechowywane z:

connection-title = Połączenie
connection-copy = Kopiuj raport
connection-refresh = Zapytaj ponownie
connection-section-way = Połączenie
connection-section-certificates = Certyfikaty
connection-section-server = Serwer
connection-section-contacts = Do kogo pisać
connection-section-status = Awarie
connection-state = Stan
connection-place = Osiągnięty serwer
connection-began = Szyfrowanie
connection-began-starttls = uzgodnione, zanim padło cokolwiek innego (STARTTLS)
connection-began-direct = od pierwszego bajtu (bezpośrednie TLS)
connection-began-websocket = przez serwer WWW (WebSocket)
connection-tls = Wersja TLS
connection-cipher = Szyfr
connection-login = Sposób logowania
connection-binding = Logowanie powiązane z szyfrowaniem
connection-binding-exporter = tak (tls-exporter)
connection-binding-end-point = tak (tls-server-end-point)
connection-binding-certificate = tak (Twój certyfikat)
connection-binding-none = nie
connection-since = Połączono od
connection-session = Sesja
connection-session-once = od { $since }
connection-session-resumed = { $count ->
    [one] od { $since }, wznowiona raz
    [few] od { $since }, wznowiona { $count } razy
    [many] od { $since }, wznowiona { $count } razy
   *[other] od { $since }, wznowiona { $count } razy
}
connection-resumption = Po przerwie
connection-resumable = sesja trwa dalej
connection-not-resumable = zaczyna się nowa sesja
connection-certificate-own = Certyfikat serwera: { $subject }
connection-certificate-above = Poświadcza: { $subject }
connection-no-certificates = Certyfikaty widać, gdy jest połączenie.
connection-software = Oprogramowanie
connection-software-unknown = nie podaje
connection-can = Potrafi
connection-features = { $count ->
    [one] Wszystkie funkcje ({ $count })
    [few] Wszystkie funkcje ({ $count })
    [many] Wszystkie funkcje ({ $count })
   *[other] Wszystkie funkcje ({ $count })
}
connection-loading = Pytanie serwera…
connection-offline = Nie ma połączenia; widać to, co wiadomo z wcześniej.
connection-nobody = Serwer nikogo nie wskazuje.
connection-purpose-admin = Administrator
connection-purpose-support = Pomoc
connection-purpose-abuse = Nadużycia
connection-purpose-security = Bezpieczeństwo
connection-purpose-feedback = Opinie
connection-purpose-sales = Sprzedaż
connection-purpose-status = Strony stanu
connection-open-ask = Otworzyć { $link } w innym programie?
connection-open = Otwórz
connection-status-none = Serwer nie wskazuje strony, która informuje o awariach.
connection-status-consent = { $host } informuje o awariach. Administrator tej strony zobaczy Twój adres internetowy.
connection-status-ask = Zapytaj
connection-status-asking = Pytanie…
connection-status-well = Nie zapowiedziano żadnej awarii.
connection-status-planned-now = Planowana konserwacja od { $begin }
connection-status-planned-later = Konserwacja jest planowana od { $begin }
connection-status-outage = Awaria od { $begin }
connection-status-later = Zapowiedziano awarię od { $begin }
connection-status-end = Przewidywany koniec: { $end }
connection-status-failed = Nie udało się odczytać strony: { $detail }
feature-archive = przechowywać wiadomości dla wszystkich urządzeń
feature-carbons = pokazywać na wszystkich urządzeniach to, co mówi się na jednym
feature-blocking = trzymać ludzi z daleka
feature-push = budzić telefony
feature-profiles = publikować to, co o sobie pokazujesz
feature-bookmarks = przechowywać grupy dla wszystkich urządzeń
feature-offline = przechowywać wiadomości pod Twoją nieobecność
feature-registration = zmieniać hasła i usuwać konta
feature-calls = pomagać rozmowom głosowym przejść przez zapory
feature-last = mówić, kiedy ktoś był ostatnio
feature-ping = odpowiadać na pytanie, czy jest
feature-commands = przyjmować polecenia
feature-invitations = zapraszać ludzi
feature-version = mówić, co na nim działa

## The XML console

console-title = Konsola XML
console-pause = Wstrzymaj
console-resume = Wznów
console-clear = Wyczyść
console-save = Zapisz do pliku…
console-save-submit = Zapisz
console-save-hint = To, co teraz widać, bez haseł i tokenów. Tylko Ty możesz odczytać ten plik.
console-saved = Zapisano jako { $path }
console-save-failed = Nie udało się zapisać: { $detail }
console-path = Plik
console-words = Zawiera
console-address = Adres
console-kinds = Rodzaje
console-messages = Wiadomości
console-presence = Obecność
console-iq = IQ
console-other = Inne
console-held = { $count ->
    [0] Wstrzymano
    [one] Wstrzymano, od tego czasu jeszcze jeden
    [few] Wstrzymano, od tego czasu jeszcze { $count }
    [many] Wstrzymano, od tego czasu jeszcze { $count }
   *[other] Wstrzymano, od tego czasu jeszcze { $count }
}
console-lost = { $count ->
    [one] Nie ma już jednego starszego wpisu
    [few] Nie ma już { $count } starszych wpisów
    [many] Nie ma już { $count } starszych wpisów
   *[other] Nie ma już { $count } starszych wpisów
}
console-list = Co przechodzi przez połączenie
console-empty = Od otwarcia konsoli nic nie przeszło przez połączenie. Haseł i tokenów nigdy nie widać.
console-no-match = Nic nie przechodzi przez filtr.
console-in = Odebrano
console-out = Wysłano
console-entry = { $way }, { $time }
console-copy = Kopiuj
console-more = … i jeszcze bajtów: { $bytes }
console-box = XML do wysłania
console-box-placeholder = Jedna wiadomość, obecność albo iq
console-templates = Szablony
console-template-message = Wiadomość
console-template-presence = Obecność
console-template-ping = Ping do serwera
console-template-info = Co potrafi serwer
console-template-items = Co należy do serwera
console-template-version = Co działa na serwerze
console-template-roster = Kontakty

## The list of conversations

sidebar-filter = Szukaj
sidebar-list = Rozmowy
sidebar-add = Dodaj kontakt
sidebar-groups = Podziel według grup
sidebar-group-none = Bez grupy
sidebar-group-spoken = { $name }, { $count ->
        [one] jeden kontakt
        [few] { $count } kontakty
        [many] { $count } kontaktów
       *[other] { $count } kontaktu
    }
sidebar-group-spoken-unread = { $name }, { $count ->
        [one] jeden kontakt
        [few] { $count } kontakty
        [many] { $count } kontaktów
       *[other] { $count } kontaktu
    }, nieprzeczytane: { $unread }
sidebar-no-match = Nikt nie pasuje do „{ $words }”.
sidebar-spoken = { $name }, { $presence }: { $text }
sidebar-spoken-unread = { $name }, { $presence }, nieprzeczytane: { $count }: { $text }
sidebar-spoken-marked = { $name }, { $presence }, oznaczone jako nieprzeczytane: { $text }
preview-ours = Ty: { $text }
preview-draft = Szkic: { $text }
preview-failed = Nie dostarczono: { $text }
requests-more = { $count ->
    [one] i jeszcze jedna osoba
    [few] i jeszcze { $count } osoby
    [many] i jeszcze { $count } osób
   *[other] i jeszcze { $count } osoby
}
request-words = { $name }: { $words }
request-caption = chce widzieć, kiedy jesteś online
request-accept = Akceptuj
request-accept-spoken = Akceptuj: { $name }
request-decline = Odrzuć
request-decline-spoken = Odrzuć: { $name }
nobody-title = Jeszcze nikogo tu nie ma
nobody-words = Dodaj kogoś, podając adres, aby porozmawiać.
nobody-add = Dodaj kontakt
nobody-address = Albo pozwól, by inni dodali Ciebie. Twój adres to { $address }
nobody-copy = Kopiuj swój adres
nothing-open = Wybierz rozmowę
nothing-open-hint = Ctrl+F wyszukuje, F1 pokazuje wszystkie skróty
## Deleting on this machine

message-forget = Usuń u mnie…
forget-can = „Usuń u mnie” usuwa tylko z tego komputera. { $name }, serwer i inne urządzenia zachowają tę treść.
forget-submit = Usuń u mnie
retract-everyone = Usuń u wszystkich
action-clear = Usuń historię…
clear-account = Usuń stare wiadomości…
history-section-clear = Usuwanie z tego komputera
clear-title = Usuwanie historii: { $name }
clear-all = Wszystko
clear-year = Starsze niż rok
clear-months = { $count ->
    [one] Starsze niż miesiąc
    [few] Starsze niż { $count } miesiące
    [many] Starsze niż { $count } miesięcy
   *[other] Starsze niż { $count } miesiąca
}
clear-counting = Liczenie…
clear-nothing = Nie ma tu takich wiadomości.
clear-count = { $count ->
    [one] Zostanie usunięta jedna wiadomość.
    [few] Zostaną usunięte { $count } wiadomości.
    [many] Zostanie usuniętych { $count } wiadomości.
   *[other] Zostanie usunięte { $count } wiadomości.
}
clear-working = Usuwanie… W tym czasie możesz pracować dalej.
clear-hint = To usuwa na zawsze, ale tylko z tego komputera. Inne osoby, serwer i Twoje inne urządzenia zachowają swoje kopie; tutaj nic stamtąd nie wróci.
clear-submit = Usuń

## What is to happen later

# Groups and channels

room-word = grupa
room-page = O tej grupie
room-joining = Dołączanie…
room-out = Nie jesteś w tej grupie
room-trouble-reason = { $trouble }: { $reason }
room-refused-banned = Masz zakaz wstępu do tej grupy
room-refused-members = Do tej grupy mogą dołączyć tylko członkowie
room-refused-password = Ta grupa wymaga hasła
room-refused-nick = Ktoś w tej grupie ma już Twoją nazwę
room-refused-full = Ta grupa jest pełna
room-refused-nothing = Nie ma takiej grupy
room-refused-making = Nie ma takiej grupy i nie możesz jej utworzyć
room-refused-unreachable = Serwer tej grupy jest nieosiągalny
room-refused-kind = Waxwing nie obsługuje grup tego rodzaju
room-refused = Nie możesz dołączyć do tej grupy
room-removed-banned-by = { $name } zakazuje Ci wstępu do tej grupy
room-make-owner = Uczyń właścicielem, który może wszystko
room-reason = Powód (zobaczą go)
room-destroy-instead = Dokąd pójść zamiast tego (adres, może być puste)
room-destroy-instead-wrong = To nie jest adres grupy w postaci nazwa@serwer
room-removed-banned = Dostajesz zakaz wstępu do tej grupy
room-removed-kicked = Usunięto Cię z tej grupy
room-removed-kicked-by = { $name } usuwa Cię z tej grupy
room-removed-members = Nie jesteś już w tej grupie
room-removed-destroyed = Ta grupa została zamknięta
room-owner = Właściciel
room-admin = Administrator
room-moderator = Moderator
room-visitor = Tylko słucha
room-nick = Nazywasz się tu { $nick }
room-about = Opis
room-subject = Temat
room-subject-none = Bez tematu
room-subject-change = Zmień temat
room-subject-submit = Ustaw temat
room-here = Kto tu jest
room-occupant-more = Więcej: { $name }
room-talk = Napisz prywatnie
room-let-speak = Pozwól pisać
room-silence = Pozwól tylko czytać
room-make-admin = Uczyń administratorem
room-no-admin = Uczyń zwykłym członkiem
message-moderated = Usunięta przez prowadzących grupę
message-moderated-by = Usunięta przez: { $name }
room-expel-body = Musi teraz wyjść i nie należy już do grupy. Wróci, gdy ktoś zaprosi tę osobę.
room-moved-enter = Przejdź do nowej
room-nick-taken = Ktoś tutaj ma już tę nazwę. Wybierz inną.
room-link = Odnośnik do tej grupy
room-link-copy = Kopiuj odnośnik
room-link-code = Kod QR
room-link-code-spoken = Kod QR z odnośnikiem { $link }
room-unlist-body = Nie należy już do grupy. Wejść może każdy: ta osoba może zostać i wracać.
room-ignore = Ignoruj
room-heed = Przestań ignorować
room-ignored = Ignorowana osoba
room-ignored-all = Ignorowane osoby
message-ignore = Ignoruj: { $name }
message-heed = Przestań ignorować: { $name }
message-ignored = Od kogoś, kogo ignorujesz
preview-ignored = Zignorowana wiadomość
room-kick = Usuń z grupy…
room-kick-title = Usunąć z grupy { $name } osobę { $nick }?
room-kick-body = Musi teraz wyjść. Tam, gdzie może wejść każdy, może też wrócić.
room-kick-submit = Usuń
room-ban = Zablokuj w grupie…
room-ban-title = Zablokować w grupie { $name } osobę { $nick }?
room-ban-body = Musi teraz wyjść i nie wróci, dopóki nie pozwoli na to ktoś, kto prowadzi grupę.
room-ban-submit = Zablokuj
room-configure = Ustawienia…
room-settings = Ustawienia: { $name }
room-settings-asked = Pytam serwer…
room-settings-submit = Zapisz
room-set-listed = Widnieje na liście serwera
room-set-subject = Każdy może zmienić temat
room-set-stays = Zostaje, gdy wyjdzie ostatnia osoba
room-belonging = Członkowie
room-members = Wszyscy, którzy do niej należą
room-banned = Kto jest wykluczony
room-members-asking = Pytanie grupy…
room-members-none = Nikt
room-let-back = Wpuść z powrotem
room-nick-change = Zmień swoją nazwę tutaj
room-nick-field = Twoja nazwa tutaj
room-nick-submit = Zmień nazwę
room-destroy = Zakończ grupę dla wszystkich…
room-destroy-title = Zakończyć { $name } dla wszystkich?
room-destroy-body = Wszyscy muszą wyjść i nikt nie może wrócić, także Ty. To, co powiedziano, zostaje u tych, którzy to mają.
room-destroy-submit = Zakończ grupę
room-leave = Opuść grupę…
room-enter = Dołącz ponownie
room-leave-title = Opuścić { $name }?
room-leave-closed = Opuścisz ją na wszystkich urządzeniach i wrócisz tylko po nowym zaproszeniu. To, co powiedziano, zostaje na tym komputerze.
room-leave-open = Opuścisz ją na wszystkich urządzeniach i możesz wrócić, kiedy zechcesz. To, co powiedziano, zostaje na tym komputerze.
room-leave-submit = Opuść
room-like = Jaka jest
room-closed = Tylko dla członków
room-open = Każdy może dołączyć
room-anonymous = Adresy widzą tylko prowadzący
room-named = Wszyscy widzą swoje adresy
room-kept = Serwer przechowuje rozmowy
room-not-kept = Serwer nie przechowuje rozmów
room-moderated = Nowi początkowo tylko czytają
room-locked = Wymaga hasła
room-passing = Znika, gdy wyjdzie ostatnia osoba
room-silent = Tutaj możesz tylko czytać
room-ask-voice = Poproś o głos
room-asked-voice = Poproszono o możliwość pisania. Decydują prowadzący grupę.
room-asks-voice = { $name } prosi o możliwość pisania
room-asks-voice-more = { $count ->
    [one] { $name } prosi o możliwość pisania, jedna osoba czeka
    [few] { $name } prosi o możliwość pisania, { $count } osoby czekają
    [many] { $name } prosi o możliwość pisania, { $count } osób czeka
   *[other] { $name } prosi o możliwość pisania, { $count } osoby czekają
}
room-allow-voice = Pozwól
room-allow-voice-of = Pozwól pisać: { $name }
room-not-now = Nie teraz
room-invited = Zaproszenie do { $room }
room-invited-by = { $name } zaprasza Cię do { $room }
room-accept = Dołącz
room-decline = Odrzuć
group-new = Nowa grupa
group-name = Nazwa grupy
group-people = Nazwa lub czyjś adres
group-no-picture = Grupa już istnieje, ale nie udało się ustawić jej obrazu.
group-already = { $name } (już w grupie)
group-nobody = Brak kontaktów o tej nazwie. Wpisz cały adres, aby wybrać kogoś innego.
group-new-submit = Utwórz
group-invite = Zaproś osoby
group-invite-title = Zaproś osoby do { $name }
group-not-invited = Nie udało się zaprosić { $name }.
group-invite-submit = Zaproś
channel-join = Dołącz do kanału
channel-address = Adres lub nazwa
channel-address-hint = Na przykład birds@rooms.example.org
channel-password = Hasło
channel-list = Pokaż kanały serwera
channel-list-asked = Pytam serwer…
channel-list-empty = Serwer nie ma takich kanałów.
channel-everywhere = Szukaj „{ $word }” na wszystkich serwerach
channel-everywhere-consent = To, czego szukasz, i Twój adres trafią do publicznego spisu { $service }.
channel-everywhere-asked = Szukam na wszystkich serwerach…
channel-everywhere-empty = Nie znaleziono takiego publicznego kanału.
channel-everywhere-away = Z Twojego serwera nie można połączyć się z { $service }.
channel-everywhere-away-advice = Spróbuj później albo przejrzyj kanały swojego serwera.
channel-join-submit = Dołącz
preview-by = { $name }: { $text }
message-by = { $name }, { $time }: { $text }
message-only-you = tylko do Ciebie: { $text }
message-only-them = tylko dla { $name }: { $text }
room-only-you = { $name } · tylko do Ciebie
room-only-them = Tylko dla: { $name }
room-whisper = Napisz tylko tej osobie, tutaj
message-reply-alone = Odpowiedz tylko tej osobie
row-mentioned = { $row }, wspomniano o Tobie
room-people = { $count ->
    [one] { $count } osoba
    [few] { $count } osoby
    [many] { $count } osób
   *[other] { $count } osoby
}
room-present = { $count ->
    [one] { $count } tutaj
    [few] { $count } tutaj
    [many] { $count } tutaj
   *[other] { $count } tutaj
}
room-belong = Kto należy do grupy
room-lookalike = wygląda jak { $name }, może to ktoś inny
room-typing-one = { $name } pisze…
room-typing-two = { $name } i { $other } piszą…
room-typing-several = Kilka osób pisze…
room-absent = nie ma tu teraz
room-people-more = { $count ->
    [one] i jeszcze jedna
    [few] i jeszcze { $count }
    [many] i jeszcze { $count }
   *[other] i jeszcze { $count }
}
room-picture = Obraz
room-picture-choose-title = Wybierz obraz grupy
room-slowed = { $seconds ->
    [one] Tu każdy czeka sekundę między wiadomościami. Twoja wyśle się sama.
    [few] Tu każdy czeka { $seconds } sekundy między wiadomościami. Twoja wyśle się sama.
    [many] Tu każdy czeka { $seconds } sekund między wiadomościami. Twoja wyśle się sama.
   *[other] Tu każdy czeka { $seconds } sekundy między wiadomościami. Twoja wyśle się sama.
}
room-slow = { $seconds ->
    [one] Jedna wiadomość na sekundę
    [few] Jedna wiadomość co { $seconds } sekundy
    [many] Jedna wiadomość co { $seconds } sekund
   *[other] Jedna wiadomość co { $seconds } sekundy
}

action-send-later = Wyślij później…
message-remind = Przypomnij mi…
time-say = Wyślij później
time-say-submit = Zaplanuj
time-remind = Przypomnij o tej wiadomości
time-remind-submit = Przypomnij
time-move = Zmień czas
time-move-submit = Zmień
time-hour = Za godzinę
time-tonight = Dziś wieczorem
time-tomorrow = Jutro rano
time-monday = W poniedziałek rano
time-day = Dzień
time-day-hint = Rok, miesiąc i dzień, na przykład 2027-01-31
time-time = Godzina
time-wrong = Godziny i minuty, na przykład 18:30
time-over = Ten czas już minął.
moment-tomorrow = jutro o { $time }
waiting-title = Zaplanowane wiadomości
waiting-bar = { $count ->
    [one] Jedna wiadomość czeka na wysłanie: { $time }.
    [few] { $count } wiadomości czekają na wysłanie, najbliższa: { $time }.
    [many] { $count } wiadomości czeka na wysłanie, najbliższa: { $time }.
   *[other] { $count } wiadomości czeka na wysłanie, najbliższa: { $time }.
}
waiting-overdue = { $count ->
    [one] Jedna zaplanowana wiadomość czeka na połączenie.
    [few] { $count } zaplanowane wiadomości czekają na połączenie.
    [many] { $count } zaplanowanych wiadomości czeka na połączenie.
   *[other] { $count } zaplanowanej wiadomości czeka na połączenie.
}
waiting-show = Pokaż
waiting-for-connection = Gdy tylko będzie połączenie
waiting-now = Wyślij teraz
waiting-drop = Nie wysyłaj, usuń
said-late = Wysłano z opóźnieniem: zaplanowano na { $time }.
composer-rewrites = Zmiana zaplanowanej wiadomości
reminders-title = Przypomnienia
reminder-due = Termin minął: { $time }
reminder-go = Przejdź do wiadomości
reminder-drop = Usuń to przypomnienie
reminder-gone = Tej wiadomości już tu nie ma.
reminder-show = Pokaż
reminder-all = Wszystkie ({ $count })
reminder-notice = Przypomnienie
reminder-notice-of = Przypomnienie · { $name }

## Searching in what was said

search-here = Szukaj w tej rozmowie
search-syntax = Filtry: od: w: po: przed: dnia: ma:odnośnik ma:plik oraz „słowa obok siebie” w cudzysłowie
search-key-from = od
search-key-in = w we
search-key-after = po
search-key-before = przed
search-key-on = dnia
search-key-has = ma
search-value-today = dzisiaj dziś
search-value-yesterday = wczoraj
search-value-link = odnośnik link
search-value-file = plik
search-me = Ja
search-them = Ktokolwiek inny
search-hit-ours = Ty do: { $name }
search-hit-spoken = { $name }, { $time }: { $text }
search-hits = Znalezione wiadomości
search-people = Osoby i rozmowy
search-messages = Wiadomości
search-from = Od
search-in = W
search-date = Data
search-has = Zawiera
search-link = Odnośnik
search-file = Plik
search-week = Ostatnie siedem dni
search-month = Ostatnie trzydzieści dni
search-year = Ten rok
search-after-day = Od dnia…
search-before-day = Przed dniem…
search-chip-from = Od: { $name }
search-chip-in = W: { $name }
search-chip-after = Od { $day }
search-chip-before = Przed { $day }
search-chip-link = Z odnośnikiem
search-chip-file = Z plikiem
search-chip-add = Filtr: { $filter }
search-chip-remove = Usuń filtr „{ $filter }”
search-next = Następny wynik (starszy)
search-previous = Poprzedni wynik (nowszy)
search-fold = Zwiń wyniki
search-unfold = Pokaż wyniki
search-close = Zamknij wyszukiwanie
search-place = { $place } z { $count }
search-place-more = { $place } z { $count } lub więcej
search-count = { $count ->
    [one] jeden wynik
    [few] { $count } wyniki
    [many] { $count } wyników
   *[other] { $count } wyniku
}
search-count-more = Wyników: { $count } i więcej
search-nothing = Żadna wiadomość tego nie zawiera.
search-unknown = Nikt ani żadna rozmowa nie nazywa się „{ $name }”.
search-wrong = „{ $filter }” nic nie znaczy i jest pomijane.
search-failed = Wyszukiwanie nie powiodło się: { $why }
search-retry = Szukaj ponownie
search-incomplete = Niektóre wiadomości są jeszcze przygotowywane do wyszukiwania.
search-older = Starsze wiadomości są jeszcze na serwerze: tutaj zaczynają się { $day }.
search-server = Szukaj na serwerze
search-server-looking = Serwer szuka…
search-server-nothing = Serwer też niczego nie znalazł.
search-server-unable = Ten serwer nie potrafi przeszukiwać tego, co przechowuje. Przejście do daty pobiera to, co wtedy napisano.
search-server-failed = Nie udało się przeszukać serwera: { $why }
search-server-more = Pokaż więcej z serwera
search-server-hits = Tylko na serwerze
search-server-spoken = { $hit } (tylko na serwerze)
reach-fetching = Pobieranie z serwera tego, co napisano około { $day }…
reach-failed = Nie udało się pobrać wiadomości z okolic { $day }: { $why }
go-to-date = Przejdź do daty…
day-field = Dzień
day-hint = Rok, miesiąc i dzień, na przykład 2026-01-31; wystarczy miesiąc albo rok
day-wrong = Nie ma takiego dnia.
day-submit = Przejdź
day-previous = Poprzedni miesiąc
day-next = Następny miesiąc
month-year = { $month } { $year }

## A conversation

conversation-messages = Wiadomości: { $name }
conversation-empty = To początek Twojej rozmowy z: { $name }.
conversation-back = Wróć do rozmów
conversation-more = Więcej
conversation-jump = Przejdź do najnowszej wiadomości
conversation-jump-count = { $count ->
    [one] Przejdź do nowej wiadomości
    [few] Przejdź do { $count } nowych wiadomości
    [many] Przejdź do { $count } nowych wiadomości
   *[other] Przejdź do { $count } nowych wiadomości
}
unread-line = Nowe wiadomości
composer-name = Wiadomość do: { $name }
composer-placeholder = Napisz wiadomość…
composer-send = Wyślij
composer-send-more = Inne sposoby wysłania
composer-unsaid = Nie można jej teraz zapisać, więc nie została wysłana. Czy dysk jest pełny? Twój tekst nadal tu jest.
message-too-late = Może być już w drodze, więc nie można jej cofnąć.
composer-too-long = To za długie na jedną wiadomość. Nic nie zostało wstawione.
message-theirs = { $time }: { $text }
message-ours = Ty, { $time }: { $text } ({ $state })
message-copy = Kopiuj
message-delivery = Szczegóły doręczenia
message-copy-link = Kopiuj odnośnik
message-copy-code = Kopiuj kod
message-code = Kod
message-quote = Cytat
message-try-again = Spróbuj ponownie
message-delete = Usuń
picture-look = Obejrzyj { $name }
picture-none = Ten plik nie jest obrazem, niezależnie od swojej nazwy.
picture-unsupported = Obrazów tego rodzaju ({ $kind }) nie można tu pokazać. Otwórz go lub zapisz.
picture-too-large = Ten obraz jest za duży, aby go pokazać: { $width } × { $height } pikseli.
picture-too-long = Plik tego obrazu jest za duży, aby go pokazać.
picture-broken = Ten obraz jest uszkodzony i nie można go pokazać.
gallery-open = Obrazy, pliki i odnośniki
gallery-title = Obrazy, pliki i odnośniki
gallery-pictures = Obrazy
gallery-files = Pliki
gallery-no-pictures = W tej rozmowie nie ma obrazów.
gallery-no-files = W tej rozmowie nie ma plików.
gallery-links = Odnośniki
gallery-no-links = W tej rozmowie nie ma odnośników.
gallery-show-message = Pokaż w rozmowie
lightbox-title = Obraz
lightbox-count = { $at } z { $count }
lightbox-previous = Poprzedni obraz
lightbox-next = Następny obraz
lightbox-larger = Powiększ
lightbox-smaller = Pomniejsz
lightbox-copy = Kopiuj obraz
lightbox-save = Zapisz jako…
lightbox-close = Zamknij obraz
message-show-all = Pokaż całość
message-failed = Nie dostarczono. { $why }
state-received = Odebrano { $time }
state-received-late = Wysłano { $time }, dotarło później
state-sending = Wysyłanie…
state-waiting = Czeka na połączenie
state-sent = Wysłano { $sent }
state-delivered = Wysłano { $sent }, dostarczono { $delivered }
state-displayed = Wysłano { $sent }, przeczytano { $displayed }
state-failed = Nie dostarczono
failed-several = { $count ->
    [one] Nie doręczono { $count } wiadomości.
    [few] Nie doręczono { $count } wiadomości.
    [many] Nie doręczono { $count } wiadomości.
   *[other] Nie doręczono { $count } wiadomości.
}
failed-retry-all = Spróbuj ponownie ze wszystkimi
contact-copy-address = Kopiuj adres
mark-read = Oznacz jako przeczytane
mark-unread = Oznacz jako nieprzeczytane
contact-add = Dodaj do kontaktów…
contact-rename = Zmień nazwę…
contact-remove = Usuń kontakt…

## What is done with what was said

you = Ty
list-separator = {", "}
key-space = Spacja
key-delete = Del
message-reply = Odpowiedz
message-react = Zareaguj…
message-edit = Edytuj
message-forward = Przekaż dalej…
message-select = Zaznacz
message-versions = Historia zmian
message-retract = Usuń u wszystkich…
message-deleted = Wiadomość usunięta
message-edited = edytowano
message-edited-spoken = Edytowano. Pokaż historię zmian
message-read-by = { $text }. Przeczytane przez: { $names }
message-readers = Przeczytane przez: { $names }
message-readers-more = +{ $count }
message-was-edited = { $text } (edytowano)
message-answers = { $text }. W odpowiedzi na { $answered }
message-reactions = Reakcje
reply-gone = wiadomość, której tu nie ma
reply-answered = { $name }: { $text }
reply-spoken = W odpowiedzi na { $answered }
spoiler-covered = Ukryty tekst
spoiler-covered-hint = Ukryte: { $hint }
spoiler-show = Pokaż
spoiler-spoken = { $text }. Naciśnij, aby pokazać
reaction-spoken = { $emoji }: { $names }
reaction-others = { $names } i { $count ->
    [one] jeszcze jedna osoba
    [few] jeszcze { $count } osoby
    [many] jeszcze { $count } osób
   *[other] jeszcze { $count } osoby
}
reaction-failed = Twoja reakcja nie dotarła. { $why }
correction-failed = Twoja zmiana nie dotarła. { $why }
retraction-failed = Nie usunięto jej u nich. { $why }
change-give-up = Zrezygnuj
state-change-sending = Twoja zmiana jest w drodze
composer-answers = Odpowiedź dla: { $name }
composer-answer-cancel = Nie odpowiadaj
composer-corrects = Edycja wiadomości
composer-whispers = Tylko dla: { $name }
composer-whispers-hint = Nikt inny w grupie tego nie zobaczy.
composer-whisper-cancel = Pisz znowu do wszystkich
composer-correct-cancel = Nie edytuj
composer-more = Więcej dla tej wiadomości
composer-cover = Wyślij jako ukryte
composer-uncover = Nie ukrywaj
composer-cover-hint = Ukryte do kliknięcia. O czym to jest? (niekonieczne)
link-preview-attach = Dołącz podgląd odnośnika
link-preview-fetching = Pobieranie podglądu…
link-preview-attached = Zostanie wysłane z podglądem
link-preview-none = Ta strona nic o sobie nie mówi, więc nie ma podglądu
link-preview-failed = Brak podglądu
link-preview-drop = Wyślij bez podglądu
link-preview-spoken = Odnośnik do { $host }: { $text }
action-edit-last = Edytuj ostatnią wiadomość
marked-count = { $count ->
    [one] Zaznaczono jedną
    [few] Zaznaczono { $count }
    [many] Zaznaczono { $count }
   *[other] Zaznaczono { $count }
}
marked-cancel = Zakończ zaznaczanie
marked-copied = { $name }, { $time }:
versions-title = Historia zmian
versions-now = { $time }, obecnie
versions-first = { $time }, na początku
versions-spoken = { $time }: { $text }
retract-title = { $count ->
    [one] Usunąć tę wiadomość?
    [few] Usunąć { $count } wiadomości?
    [many] Usunąć { $count } wiadomości?
   *[other] Usunąć { $count } wiadomości?
}
retract-can = „Usuń u wszystkich” usuwa tekst tutaj i na innych urządzeniach, a aplikacje, których używa { $name }, zostaną poproszone o to samo. W jego miejscu pozostanie „Wiadomość usunięta”.
retract-moderated = Prowadzisz { $name }: to, co powiedzieli inni, zniknie u wszystkich i każdy zobaczy, że zostało usunięte.
retract-cannot = Tego, co przeczytano, skopiowano lub co zachował serwer, nie da się cofnąć, a aplikacje, które nie znają usuwania, nadal będą to pokazywać.
retract-unsent = Nigdy jej nie wysłano, więc nikt inny jej nie widział.
retract-kept = { $count ->
    [one] Jedna z zaznaczonych wiadomości jest od { $name } i można ją usunąć tylko u siebie.
    [few] { $count } zaznaczone wiadomości są od { $name } i można je usunąć tylko u siebie.
    [many] { $count } zaznaczonych wiadomości jest od { $name } i można je usunąć tylko u siebie.
   *[other] { $count } zaznaczonej wiadomości jest od { $name } i można ją usunąć tylko u siebie.
}
retract-submit = Usuń
forward-title = { $count ->
    [one] Przekaż wiadomość do
    [few] Przekaż { $count } wiadomości do
    [many] Przekaż { $count } wiadomości do
   *[other] Przekaż { $count } wiadomości do
}
forward-filter = Szukaj osób
forward-submit = Przekaż
react-title = Zareaguj
react-usual = Reakcje do wyboru
react-more = Wszystkie emoji
preview-deleted = Wiadomość usunięta
preview-spoiler = Ukryty tekst
preview-spoiler-hint = Ukryte: { $hint }

## Pliki

# Między całością a ułamkiem liczby.
decimal-sign = ,
size-bytes = { $count ->
    [one] 1 bajt
    [few] { $count } bajty
    [many] { $count } bajtów
   *[other] { $count } bajta
}
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
size-terabytes = { $number } TB
file-kind-picture = Zdjęcie
file-kind-video = Film
file-kind-audio = Dźwięk
file-kind-voice = Wiadomość głosowa
file-kind-file = Plik
file-with-words = { $file }: { $text }
file-spoken = { $kind }: { $name }
file-percent = { $percent } %
file-fetch = Pobierz { $name }
file-stop = Zatrzymaj pobieranie { $name }
file-stop-ours = Zatrzymaj wysyłanie { $name }
file-open = Otwórz { $name }
file-show = Pokaż { $name } w folderze
file-save = Zapisz { $name } jako
file-dangerous = Takie pliki mogą coś uruchomić na twoim komputerze, dlatego plik nie został otwarty. Znajdziesz go w folderze, który został pokazany.
file-no-program = Żaden program na tym komputerze tego nie otwiera. „Zapisz plik jako…” zapisze plik tam, gdzie chcesz.
file-not-opened = Nie udało się otworzyć pliku: { $why }
link-no-program = Żaden program na tym komputerze nie otwiera tego odnośnika. Został skopiowany: wklej go tam, gdzie chcesz.
link-not-opened = Nie udało się otworzyć odnośnika ({ $why }). Został skopiowany: wklej go tam, gdzie chcesz.
file-not-copied = Nie udało się umieścić obrazu w schowku.
file-not-saved = Plik nie został zapisany. { $why }
files-no-dialog = Twój pulpit nie ma okna do wyboru plików. Możesz przeciągnąć pliki na to okno albo skopiować je w menedżerze plików i wkleić tutaj.
files-no-dialog-save = Twój pulpit nie ma okna do wyboru miejsca. Pokaż plik w folderze i skopiuj go stamtąd.
files-drop = Upuść pliki tutaj, aby wysłać je do { $name }
files-nowhere = Najpierw otwórz rozmowę, wtedy można do niej wysyłać pliki.
transfer-preparing = Przygotowywanie…
transfer-waiting = Oczekiwanie…
transfer-checking = Sprawdzanie…
transfer-of = { $done } z { $total }
transfer-speed = { $size }/s
held-asked = niepobrany
held-stranger = od kogoś, kogo nie znasz
held-large = niepobrany ze względu na rozmiar
held-freed = usunięty, aby zwolnić miejsce
held-nowhere = jeszcze nieprzesłany
trouble-no-service = Twój serwer nie przyjmuje plików.
trouble-no-service-advice = Użyj konta na innym serwerze albo zapytaj osobę, która prowadzi twój.
trouble-too-large = Plik jest za duży: twój serwer przyjmuje pliki do { $most }.
trouble-too-large-unknown = Plik jest za duży dla twojego serwera.
trouble-too-large-advice = Zmniejsz go albo umieść gdzie indziej i wyślij odnośnik.
trouble-too-large-here = Plik jest większy niż to, co można tu pobrać.
trouble-quota = Twoje pliki na serwerze zajmują całe miejsce, które ci przysługuje.
trouble-quota-until = Spróbuj ponownie: { $time }.
trouble-quota-advice = Spróbuj później, gdy starsze wygasną.
trouble-refused = Serwer odrzucił plik.
trouble-refused-said = Serwer odrzucił plik: „{ $words }”.
trouble-unreadable = Nie można odczytać pliku: { $why }.
trouble-unreadable-advice = Sprawdź, czy nadal jest na swoim miejscu.
trouble-gone = Pliku nie ma już na serwerze.
trouble-gone-ours = Pliku do wysłania już nie ma.
trouble-gone-advice = Poproś o ponowne wysłanie.
trouble-status = Serwer odpowiedział błędem { $number }.
trouble-connection = Połączenie nie powiodło się: { $why }.
trouble-insecure = Droga do pliku nie jest szyfrowana, więc nie został pobrany.
trouble-length = To, co dotarło, ma inny rozmiar niż wysłany plik.
trouble-altered = To, co dotarło, nie jest wysłanym plikiem, więc zostało odrzucone.
trouble-altered-advice = Spróbuj ponownie. Jeśli to nie pomoże, poproś o ponowne wysłanie. Jeśli to się powtarza, ktoś może w niego ingerować.
trouble-disk = Nie można zapisać pliku na dysku: { $why }.
trouble-disk-advice = Zrób trochę miejsca i spróbuj ponownie.
trouble-stopped = Pobieranie zostało zatrzymane.
trouble-stopped-ours = Wysyłanie zostało zatrzymane.
message-open-file = Otwórz plik
message-show-file = Pokaż w folderze
message-save-file = Zapisz plik jako…
message-copy-picture = Kopiuj obraz
message-fetch-file = Pobierz plik
message-stop-file = Zatrzymaj plik
composer-attach = Załącz pliki…
send-files-title = { $count ->
    [one] Wyślij plik do { $name }
    [few] Wyślij { $count } pliki do { $name }
    [many] Wyślij { $count } plików do { $name }
   *[other] Wyślij { $count } pliku do { $name }
}
send-files-list = { $count ->
    [one] Jeden plik
    [few] { $count } pliki
    [many] { $count } plików
   *[other] { $count } pliku
}
send-files-more = Dodaj więcej plików…
send-files-caption = Dodaj podpis
send-files-remove = Nie wysyłaj { $name }
send-files-original = Wyślij obrazy bez zmian
send-files-prepared-hint = Duże obrazy są zmniejszane, a informacje o tym, gdzie i jak powstały, usuwane.
send-files-original-hint = Są wysyłane ze wszystkim, co zdradzają: miejscem, czasem i aparatem.
send-files-over = Za duży dla twojego serwera: { $size }
send-files-unreadable = Nie można odczytać: { $why }
send-files-folder = Folderu nie można wysłać. Najpierw go spakuj.
send-files-no-file = To nie jest plik, który można wysłać.
send-files-limit = Twój serwer przyjmuje pliki do { $most }. Usuń większe.
send-files-gone = Nie ma go już tam.
send-files-some = Usuń to, czego nie można wysłać.
send-files-no-service = Twój serwer nie przyjmuje plików.
send-files-unknown = W tej chwili nie ma połączenia. Pliki zostaną wysłane, gdy tylko się pojawi.
send-files-reading = Sprawdzanie plików…
send-files-too-many = { $most ->
    [one] Naraz można wysłać tylko jeden plik.
    [few] Naraz można wysłać tylko { $most } pliki.
    [many] Naraz można wysłać tylko { $most } plików.
   *[other] Naraz można wysłać tylko { $most } pliku.
}
settings-files = Pliki i miejsce
settings-files-words = pliki pobieranie automatyczne obrazy zdjęcia filmy pamięć miejsce dysk limit usuwanie
setting-files-from = Pobieraj samoczynnie od
setting-files-from-hint = Kto wysyła plik, może przy jego pobraniu poznać twój adres w Internecie
setting-files-pictures = Obrazy
setting-files-voice = Wiadomości głosowe
setting-files-sounds = Muzyka i inne dźwięki
setting-files-videos = Filmy
setting-files-others = Inne pliki
setting-files-quota = Przechowuj najwyżej
setting-files-quota-hint = Gdy jest więcej, najstarsze pliki są usuwane z tego urządzenia; wiadomości zostają
setting-files-room = Zajęte miejsce
files-from-contacts = Kontaktów
files-from-everybody = Wszystkich
files-from-nobody = Nikogo
files-never = Nigdy
files-up-to = Do { $size }
files-no-quota = Wszystko
files-usage = { $count ->
    [one] Jeden plik, { $size }
    [few] { $count } pliki, { $size }
    [many] { $count } plików, { $size }
   *[other] { $count } pliku, { $size }
}
files-usage-unknown = Liczenie…
files-free = Zwolnij miejsce…
files-free-question = Usunąć pliki z tego urządzenia? Wiadomości zostają, a pliki można pobrać ponownie, dopóki przechowuje je serwer.
files-free-all = Usuń wszystkie ({ $size })
files-free-keep = Zostaw najnowsze { $size }
files-freeing = Usuwanie…
## Dźwięki i wiadomości głosowe

voice-record = Nagraj wiadomość głosową
voice-recording = Trwa nagrywanie
voice-stop = Zakończ nagrywanie
voice-discard = Usuń nagranie
voice-send = Wyślij wiadomość głosową
voice-held = Puść, aby wysłać. Aby usunąć, najpierw odsuń wskaźnik albo naciśnij Esc.
voice-held-away = Puść, aby usunąć
voice-too-short = To było za krótkie na wiadomość i nie zostało zachowane.
voice-not-stored = Nie można zapisać nagrania na dysku, więc nie zostało wysłane: { $detail }
sound-voice = Wiadomość głosowa
sound-audio = Dźwięk: { $name }
sound-play = Odtwórz { $name }
sound-pause = Wstrzymaj { $name }
sound-play-voice = Odtwórz wiadomość głosową
sound-pause-voice = Wstrzymaj wiadomość głosową
sound-time = { $at } / { $all }
sound-position = Pozycja: { $at } z { $all }
sound-position-of = Pozycja: na początku, razem { $all }
sound-speed = Szybkość: { $speed }
sound-speed-usual = 1×
sound-speed-faster = 1,5×
sound-speed-double = 2×
sound-no-system = Nie działa tu żaden system dźwięku. Waxwing odtwarza i nagrywa przez PipeWire lub PulseAudio.
sound-no-speaker = Nie ma głośnika. Podłącz go i spróbuj ponownie.
sound-no-microphone = Nie ma mikrofonu. Podłącz go i spróbuj ponownie.
sound-refused-speaker = System dźwięku nie pozwala programowi Waxwing niczego odtwarzać.
sound-refused-microphone = System dźwięku nie pozwala programowi Waxwing używać mikrofonu. Sprawdź jego ustawienia prywatności.
sound-lost-speaker = Głośnik zniknął. Spróbuj ponownie z innym.
sound-lost-microphone = Z mikrofonu nic nie dochodzi. Czy jest podłączony i włączony?
sound-unsupported = Waxwing nie potrafi odtworzyć takiego dźwięku. Może potrafi to inny program.
sound-damaged = Nie można odtworzyć tego dźwięku: plik jest uszkodzony.
sound-file = Nie można odczytać tego dźwięku: { $detail }

## What happened to a message on its way

delivery-title = Szczegóły doręczenia
step-queued = Zapisano na tym urządzeniu
step-written = Wysłano do serwera
step-acked = Przyjęta przez { $server }
step-archived = Zachowana w archiwum { $server }
step-handed-out = Grupa ją rozesłała
step-delivered = Dotarła na urządzenie
step-read-by = Przeczytane przez: { $name }
step-read-until = Przeczytane do tego miejsca lub dalej: { $time }
step-displayed = Przeczytano
step-retried = Wysłano ponownie
step-planned = Zaplanowano na ten czas
await-connection = Czeka na połączenie
await-since = Brak od { $time }
await-stopped = Czeka, aż znów będzie można się połączyć
await-switched-off = Czeka: konto jest wyłączone
await-switched-off-hint = Zostanie wysłana, gdy włączysz konto.
await-news = Najpierw pobierane jest to, co przegapiono
await-news-hint = Wyjdzie potem, o ile jeszcze nie dotarła.
await-send = Zaraz zostanie wysłana
await-accept = Czeka, aż przyjmie ją { $server }
await-arrive = Żadne urządzenie jeszcze jej nie potwierdziło
await-arrive-hint = Niektóre programy nigdy tego nie robią.
await-seen = Nie wiadomo, czy ją przeczytano
await-seen-hint = Nie każdy o tym informuje.

# Powiadomienia na pulpicie.
notice-new = { $count ->
    [one] Nowa wiadomość
    [few] { $count } nowe wiadomości
    [many] { $count } nowych wiadomości
   *[other] { $count } nowej wiadomości
}
notice-messages = { $count ->
    [one] { $count } wiadomość
    [few] { $count } wiadomości
    [many] { $count } wiadomości
   *[other] { $count } wiadomości
}
notice-places = { $count ->
    [one] w { $count } rozmowie
    [few] w { $count } rozmowach
    [many] w { $count } rozmowach
   *[other] w { $count } rozmowy
}
notice-together = { $messages } { $places }
notice-names-more = { $names } i jeszcze { $count }
notice-open = Otwórz
notice-reply = Odpowiedz
notice-reply-to = Odpowiedz: { $name }…

# Znak w zasobniku.
tray-unread = { $count ->
    [one] { $count } nieprzeczytana wiadomość
    [few] { $count } nieprzeczytane wiadomości
    [many] { $count } nieprzeczytanych wiadomości
   *[other] { $count } nieprzeczytanej wiadomości
}
tray-open = Otwórz Waxwing
tray-calm = Nie przeszkadzać
note-autostart = Nie udało się zmienić uruchamiania z komputerem: { $detail }

# Ich ustawienia.
settings-notices = Powiadomienia
settings-notices-words = powiadomienia dymki alerty pulpit
settings-tray = Zasobnik i uruchamianie
settings-tray-words = ikona panel tło zamknij ukryj zminimalizuj logowanie autostart
setting-notice-text = Co pokazują powiadomienia
setting-notice-text-hint = Inni mogą widzieć twój ekran.
notice-text-all = Nadawcę i treść
notice-text-sender = Tylko nadawcę
notice-text-none = Ani jedno, ani drugie
setting-notices-for = Powiadamiaj o
setting-notices-for-hint = Rozmowa może mieć własną regułę, w swoim menu.
level-all = Każdej wiadomości
level-mentions = Tylko moim imieniu
level-nothing = Niczym
level-default = Jak wszędzie
setting-notice-sound = Dźwięk
setting-notice-sound-words = ton dzwonek hałas audio
setting-calm = Nie przeszkadzać
setting-calm-hint = Przez jakiś czas bez powiadomień. Wiadomości są mimo to liczone.
setting-calm-words = pauza wycisz cisza drzemka
calm-hour = Przez godzinę
calm-tomorrow = Do jutra
calm-always = Aż do wyłączenia
calm-until = Do { $time }
setting-quiet = Godziny ciszy
setting-quiet-hint = O tych porach bez powiadomień.
setting-quiet-words = noc sen weekend harmonogram wieczór cisza
quiet-from = Od
quiet-to = Do
quiet-earlier = { $name }: pół godziny wcześniej
quiet-later = { $name }: pół godziny później
quiet-now = { $name } { $time }
setting-tray = Pokazuj Waxwing w zasobniku
setting-tray-hint = Tam, gdzie pulpit ma zasobnik.
setting-close-to-tray = Zamknięcie okna zostawia Waxwing w zasobniku
setting-start-hidden = Uruchamiaj w zasobniku, bez okna
setting-autostart = Uruchamiaj z komputerem

# Co ustalono dla rozmowy.
conversation-pin = Przypnij
conversation-unpin = Odepnij
conversation-pin-higher = Przesuń w górę wśród przypiętych
conversation-pin-lower = Przesuń w dół wśród przypiętych
conversation-archive = Do archiwum
conversation-unarchive = Wyjmij z archiwum
conversation-notices = Powiadomienia…
conversation-mute-hour = Wycisz na godzinę
conversation-mute-hours = Wycisz na 8 godzin
conversation-mute-tomorrow = Wycisz do jutra
conversation-mute-ever = Wycisz na zawsze
conversation-unmute = Wyłącz wyciszenie
conversation-folder = Folder…
conversation-export = Eksportuj…
export-title = Eksport rozmowy z { $name }
export-html = Strona WWW (HTML)
export-text = Tekst
export-json = Dane (JSON)
export-path = Plik
export-choose = Gdzie zapisać rozmowę
export-about = Wszystko z tej rozmowy, co jest na tym komputerze.
export-partly = Wszystko z tej rozmowy, co jest na tym komputerze. Starsze wiadomości mogą być jeszcze na serwerze; pobierz je najpierw, jeśli mają się znaleźć w pliku.
export-submit = Eksportuj
export-writing = { $most ->
    [0] Zapisywanie…
   *[other] Zapisano wiadomości: { $messages } z około { $most }.
}
export-done = Rozmowa jest w pliku { $path }. Tylko Ty możesz go otworzyć.
export-heading = Rozmowa z { $name }
export-account = Konto:
export-address = Adres:
export-made = Wyeksportowano:
export-edited = poprawiono { $time }
export-before = Przedtem:
export-deleted = Ta wiadomość została usunięta.
export-answers = Odpowiedź dla { $name }:
export-failed = Nie dostarczono
export-waiting = Jeszcze nie wysłano
export-spoiler = Spoiler:
notices-of = Powiadomienia: { $name }
notice-reply-late = Odpowiedź nie została wysłana: jej wiadomości nie ma już wśród powiadomień. Została skopiowana, aby można ją było wkleić.
notices-mute = Wyciszenie
mute-off = Bez wyciszenia
mute-hour = Na godzinę
mute-hours = Na 8 godzin
mute-tomorrow = Do jutra
mute-ever = Na zawsze
notices-level = Powiadamiaj o
done = Gotowe
folder-title = Folder
folder-name = Folder dla: { $name }
folder-hint = Dowolna nazwa. Pusta: żaden.
folder-save = Zapisz
folder-all = Wszystkie
notes-title = Notatki do siebie
notes-open = Notatki do siebie
notes-line = Tylko ty to widzisz
archived-title = Archiwum
archived-back = Wróć do wszystkich rozmów
action-pause-notices = Wstrzymaj powiadomienia albo wznów
row-pinned = { $row }, przypięta
row-muted = { $row }, wyciszona
row-named-only = { $row }, powiadamia tylko o Twoim imieniu

## Settings

settings-title = Ustawienia
settings-search = Szukaj w ustawieniach
settings-none = Żadne ustawienie nie pasuje do „{ $words }”.
settings-appearance = Wygląd
settings-language = Język
settings-keyboard = Klawiatura
settings-privacy = Prywatność: co mogą wiedzieć kontakty
settings-privacy-words = kontakty obcy mówić wiedzieć przeczytane potwierdzenia
setting-keys = Twoje klucze i urządzenia
setting-keys-hint = Które z Twoich urządzeń odczytują to, co zaszyfrowane, i klucze, które porównują inni.
setting-keys-words = szyfrowanie szyfruj zaszyfrowane end-to-end e2ee omemo klucze klucz urządzenia urządzenie odciski odcisk palca weryfikacja zweryfikuj kod qr bezpieczeństwo kłódka zmień nazwę usuń
choice-system = Domyślne systemu
choice-off = Wyłączone
choice-on = Włączone
setting-theme = Motyw
setting-theme-words = jasny ciemny noc dzień kolor barwy tryb
theme-light = Jasny
theme-dark = Ciemny
setting-contrast = Wysoki kontrast
setting-contrast-hint = Kolory, które łatwiej odróżnić
setting-contrast-words = czytelność wzrok dostępność czarny biały
setting-zoom = Powiększenie
setting-zoom-hint = Jak duże jest wszystko; to samo robi Ctrl z +, − lub kółkiem myszy
setting-zoom-words = większe mniejsze tekst czcionka rozmiar skala dostępność
zoom-percent = { $percent }%
zoom-smaller = Mniejsze
zoom-larger = Większe
zoom-usual = Zwykły rozmiar
setting-density = Gęstość
setting-density-hint = Ile miejsca zajmują listy i wiadomości
setting-density-words = zwarty wygodny odstępy wiersze ciasno
density-comfortable = Wygodna
density-compact = Zwarta
setting-contacts = Lista kontaktów
setting-contacts-hint = Grupy tworzy się w menu kontaktu; w każdej najnowsza wiadomość jest pierwsza
setting-contacts-words = grupy kolejność sortowanie podział ludzie osoby
contacts-newest = Najnowsze najpierw
contacts-groups = Według grup
setting-language = Język okna
setting-language-words = język tłumaczenie language { $names }
setting-shortcuts = Skróty klawiszowe
setting-shortcuts-words = klawisze klawiatura skróty
setting-shortcuts-show = Pokaż skróty
setting-shortcuts-change = Zmień skróty…

## For screen readers

spoken-expanded = rozwinięte
spoken-collapsed = zwinięte
spoken-message = { $name }: { $text }
spoken-message-part = { $name }: { $text } … i dalej
spoken-elsewhere = { $count ->
    [one] Nowa wiadomość od { $name }
    [few] { $count } nieprzeczytane wiadomości od { $name }
    [many] { $count } nieprzeczytanych wiadomości od { $name }
   *[other] { $count } nieprzeczytanych wiadomości od { $name }
}
spoken-many = { $count ->
    [one] { $count } nowa wiadomość
    [few] { $count } nowe wiadomości
    [many] { $count } nowych wiadomości
   *[other] { $count } nowych wiadomości
}

## People

requests-title = Prośby
requests-caption = Osoby, których jeszcze nie znasz
requests-about = Nie dowiedzą się niczego, dopóki nie zaakceptujesz.
requests-none = Nikt nie czeka na odpowiedź.
requests-spoken = { $count ->
    [one] Jedna prośba
    [few] { $count } prośby
    [many] { $count } próśb
   *[other] { $count } prośby
}
request-to = do { $address }
request-block = Zablokuj…
request-block-spoken = Zablokuj: { $name }
request-report = Zgłoś…
request-report-spoken = Zablokuj i zgłoś: { $name }
contact-report = Zablokuj i zgłoś…
report-not = Tylko zablokuj
report-spam = Zgłoś jako spam
report-abuse = Zgłoś jako nadużycie
report-text = Co się stało (nieobowiązkowe)
report-about = Przeczytają to osoby prowadzące { $server } i zobaczą, kim jesteś.
report-cite = Wskaż ostatnie wiadomości tej osoby, najwyżej dziesięć, aby można je było odszukać
report-origin = Można to przekazać do { $server }, skąd ta osoba pisze
report-third-parties = Można to przekazać prowadzącym listy nadawców spamu
report-submit = Zablokuj i zgłoś
request-read = Przeczytaj
request-bar-asks = { $name } chce widzieć, kiedy jesteś online.
request-bar-writes = { $name } nie należy do Twoich kontaktów i nie dowie się, czy to przeczytasz.
blocked-bar = Blokujesz { $name }. Nic nie dociera w żadną stronę.
presence-blocked = zablokowany kontakt

contact-open = Profil
contact-page = Profil
contact-groups = Grupy…
contact-block = Zablokuj…
contact-unblock = Odblokuj
contact-nickname = używa nazwy „{ $name }”

seen-active = Ostatnia aktywność: { $when }
seen-online = Ostatnio online: { $when }
sight-title = Kto kogo widzi
sight-both = Ty i { $name } widzicie, kiedy druga osoba jest online.
sight-to = Widzisz, kiedy { $name } jest online. { $name } nie widzi, kiedy Ty jesteś.
sight-from = { $name } widzi, kiedy jesteś online. Ty nie widzisz, kiedy jest { $name }.
sight-none = Ani Ty, ani { $name } nie widzicie, kiedy druga osoba jest online.
sight-asked = Czekasz na zgodę, by widzieć, kiedy { $name } jest online.
sight-asks = { $name } chce widzieć, kiedy jesteś online, i czeka na odpowiedź.
sight-stranger = { $name } nie należy do Twoich kontaktów. Żadne z was nie widzi, kiedy drugie jest online.
sight-blocked = Blokujesz { $name }. Żadne z was nie widzi drugiego.
sight-approved = { $name } zobaczy, kiedy jesteś online, gdy tylko o to poprosi.
sight-show = Pozwól mnie widzieć
sight-hide = Przestań się pokazywać
sight-watch = Poproś o zgodę
sight-unwatch = Przestań widzieć

here-title = Online na
here-nameless = Urządzenie bez nazwy
here-idle = nieużywane od { $when }
here-program = { $program }, { $system }

told-title = Co mogą o Tobie wiedzieć
told-hint = Tylko dla tego kontaktu.
told-as-all-on = Jak wszystkie kontakty (wł.)
told-as-all-off = Jak wszystkie kontakty (wył.)
privacy-receipts = Że wiadomości dotarły
privacy-receipts-hint = Drugi ptaszek dla tego, kto do Ciebie napisał. Obcy nigdy go nie dostają.
privacy-markers = Że wiadomości zostały przeczytane
privacy-markers-hint = Kontakty widzą, dokąd masz przeczytane. Twoje własne urządzenia wiedzą to zawsze.
privacy-typing = Że piszesz
privacy-typing-hint = Kontakty widzą to, kiedy piszesz.
privacy-last-seen = Od kiedy Cię nie ma
privacy-last-seen-hint = Po pięciu minutach bez spojrzenia na okno.
privacy-version = Jakiego programu używasz
privacy-version-hint = Waxwing, jego wersja i Twój system, dla kontaktów, które zapytają.

card-about = O osobie
card-name = Imię i nazwisko
card-nick = Pseudonim
card-organisation = Miejsce pracy
card-title = Stanowisko
card-phone = Telefon
card-mail = E-mail
card-web = Strona
card-birthday = Urodziny
card-note = Notatka
card-copy = Kopiuj: { $name }

groups-title = Grupy
groups-none = Jeszcze w żadnej grupie.
groups-change = Zmień grupy…
groups-show = Pokaż na liście: { $name }
groups-dialog = Grupy: { $name }
groups-empty = Nie ma jeszcze grup. Nazwij pierwszą.
groups-new = Nowa grupa
groups-add = Dodaj
groups-rename = Zmień nazwę: { $name }
groups-rename-field = Nowa nazwa grupy { $name }; Enter zmienia ją u wszystkich
groups-end = Rozwiąż grupę: { $name }
groups-end-question = Rozwiązać grupę „{ $name }” u wszystkich?
groups-end-keep = Zostaw
groups-end-submit = Rozwiąż
groups-submit = Zapisz

blocked-open = Zablokowani…
blocked-title = Zablokowani
blocked-words = Nic od nich do Ciebie nie dociera ani nic od Ciebie do nich. Nie dowiadują się o tym.
blocked-unsupported = Twój serwer nie potrafi blokować albo jeszcze tego nie powiedział.
blocked-nobody = Nikogo nie blokujesz.
blocked-address = Zablokuj adres
blocked-hint = Osoba albo cały serwer, na przykład spam.example
blocked-submit = Zablokuj
blocked-unblock-spoken = Odblokuj: { $address }

own-open = Twój profil…
own-title = Twój profil
own-words = Może to przeczytać każdy, kto zna Twój adres.
own-nickname = Nazwa, której używasz
own-nickname-hint = Widzą ją kontakty, które nie nadały Ci własnej nazwy.
own-submit = Zapisz
own-picture-choose = Wybierz zdjęcie…
own-picture-change = Inne zdjęcie…
own-picture-remove = Usuń
own-picture-choose-title = Wybierz swoje zdjęcie
own-picture-no-dialog = Ten pulpit nie ma okna wyboru plików.
own-picture-cut = Część zdjęcia, którą widzą inni
own-picture-cut-hint = Przeciągnij zdjęcie tak, aby pasowało, a kółkiem myszy zbliż lub oddal. To samo robią strzałki, plus i minus.
own-picture-preview = Tak wygląda na liście
own-picture-everybody = Pokazuj wszystkim
own-picture-everybody-hint = Także osobom spoza Twoich kontaktów i w grupach. W przeciwnym razie widzą je tylko Twoje kontakty.
own-picture-save = Użyj tego zdjęcia
own-picture-working = Chwileczkę…
own-picture-unreadable = Tego pliku nie da się odczytać jako obrazu.
own-picture-unreadable-advice = Wybierz plik PNG, JPEG, GIF lub WebP.

block-title = Zablokować { $name }?
# Somebody by name and address
name-with-address = { $name } ({ $address })
block-body = Nic od { $who } do Ciebie nie dotrze ani nic od Ciebie nie dotrze tam. Ta osoba się o tym nie dowie. Możesz to cofnąć w każdej chwili.
block-submit = Zablokuj

## Dialogs

add-contact-title = Dodaj kontakt
add-contact-explanation = Ta osoba zostanie zapytana, czy możesz widzieć, kiedy jest online, i sama będzie mogła widzieć to samo. Pisać możesz od razu.
add-contact-address = Adres
add-contact-name = Nazwa
add-contact-name-hint = Jak chcesz nazywać tę osobę; może pozostać puste
add-contact-submit = Dodaj
add-contact-waiting = Dodawanie…

# Inviting others, and our own address as a code

invite-title = Zaproś kogoś
invite-open-dialog = Zaproś kogoś…
code-open = Pokaż mój kod
invite-sheet-own = Mój adres
invite-sheet-contact = Do kontaktów
invite-sheet-account = Na nowe konto
invite-from = Od
invite-own-words = Kto to zeskanuje, może poprosić o dodanie do kontaktów. Za każdym razem decydujesz Ty.
invite-contact-words = Kto pierwszy otworzy odnośnik, zostanie Twoim kontaktem; nikt nie będzie już o nic pytany.
invite-account-words = Kto pierwszy otworzy odnośnik, może założyć konto na { $server }.
invite-user = Nazwa konta
invite-user-hint = Może pozostać puste: wtedy wybierze ją zaproszona osoba
invite-make = Utwórz zaproszenie
invite-waiting = Tworzenie zaproszenia…
invite-until = Ważne do: { $time }
invite-for-ever = Ważne, dopóki ktoś go nie użyje
invite-registers = Kto nie ma jeszcze konta, może je dzięki niemu założyć na { $server }.
invite-ours = Twój serwer nie tworzy zaproszeń, więc to pochodzi od Waxwinga: wpuszcza, gdy masz połączenie. Poza tym czasem osoba czeka wśród próśb.
invite-code = Kod z odnośnikiem { $link }
invite-copy-link = Kopiuj odnośnik
invite-copy-page = Kopiuj adres strony
invite-copied = Skopiowano
invite-save = Zapisz obraz…
invite-save-title = Zapisz kod
invite-saved = Zapisano jako { $path }
invite-save-failed = Nie można zapisać obrazu: { $detail }
invite-open = Zaproszenia w drodze
invite-show = Pokaż
invite-withdraw = Wycofaj
invite-forget = Zapomnij
invite-taken = Zaproszenie zostało przyjęte: { $address } jest teraz w Twoich kontaktach.
code-read = Odczytaj kod z obrazu…
code-choose = Wybierz obraz z kodem
code-none = Na obrazie nie znaleziono kodu z adresem.
code-no-dialog = To środowisko nie ma okna wyboru plików.
choose-kind-pictures = Obrazy
choose-no-save-dialog = Ten pulpit nie ma okna do zapisywania plików.
add-contact-invite = Zaproś kogoś zamiast tego…
rename-title = Zmień nazwę
rename-name = Nazwa dla { $address }
rename-hint = Widzisz ją tylko Ty. Puste: pokazywany jest adres.
rename-submit = Zmień nazwę
rename-device-name = Nazwa tego urządzenia
rename-device-hint = Widzi ją każdy, kto do Ciebie pisze. Puste: urządzenie nie ma nazwy.
remove-contact-title = Usunąć kontakt { $name }?
remove-contact-body = { $who } zniknie z Twoich kontaktów i żadne z Was nie zobaczy już, kiedy drugie jest online. Wiadomości na tym komputerze pozostaną.
remove-contact-submit = Usuń
remove-account-title = Wylogować?
remove-account-body = Waxwing wyloguje { $address } i usunie z tego komputera to, co przechowuje dla tego konta: jego wiadomości, także czekające na wysłanie, oraz hasło. Samo konto i kontakty pozostaną na serwerze.
remove-account-submit = Wyloguj i usuń

shortcuts-title = Skróty klawiszowe
emoji-title = Emoji
emoji-search = Szukaj emoji
emoji-list = Emoji
emoji-none = Żadne emoji nie nazywa się „{ $words }”.
emoji-recent = Ostatnio używane
emoji-smileys = Buźki i emocje
emoji-people = Ludzie i ciało
emoji-nature = Zwierzęta i przyroda
emoji-food = Jedzenie i picie
emoji-places = Podróże i miejsca
emoji-activities = Zajęcia
emoji-objects = Przedmioty
emoji-symbols = Symbole
emoji-flags = Flagi
emoji-tones = Odcień skóry
emoji-completion = Pasujące emoji
people-completion = Osoby, których imię tak się zaczyna
emoji-tone = { $place ->
    [0] Bez odcienia skóry
    [1] Jasny
    [2] Średnio jasny
    [3] Średni
    [4] Średnio ciemny
   *[other] Ciemny
}
spelling-add = „{ $word }” jest poprawne
edit-cut = Wytnij
edit-copy = Kopiuj
edit-paste = Wklej
edit-select-all = Zaznacz wszystko
spelling-language = Sprawdzaj: { $name }
spelling-off = Nie sprawdzaj tutaj
setting-spelling = Sprawdzanie pisowni podczas pisania
setting-spelling-words = pisownia ortografia słownik język błędy podkreślanie
setting-spelling-hint = Ze słownikami tego komputera: { $languages }. Menu pola wiadomości wybiera jeden dla każdej rozmowy.
setting-spelling-none = Na tym komputerze nie zainstalowano żadnego słownika. Używane są słowniki Hunspell: w Debianie na przykład pakiet hunspell-pl.
palette-title = Przejdź gdzieś lub zrób coś
palette-placeholder = Imię, polecenie, ustawienie…
palette-hits = Co znaleziono
palette-none = Nic nie pasuje do „{ $words }”.
palette-many = Najlepsze z wielu. Wpisz więcej, aby zawęzić.
palette-count = { $count ->
    [one] Jedno trafienie
    [few] { $count } trafienia
    [many] { $count } trafień
   *[other] { $count } trafienia
}
palette-spoken = { $name }, { $about }, { $keys }
palette-setting = Ustawienia: { $section }
action-group-general = Waxwing
action-group-list = Rozmowy
action-group-conversation = Otwarta rozmowa
action-group-message = Najnowsza wiadomość
action-group-writing = Pisanie
action-group-account = Twoje konto
action-previous = Poprzednia rozmowa
action-next = Następna rozmowa
action-nth = Otwórz { $place }. rozmowę z listy
action-write = Przejdź do pisanej wiadomości
action-switch-account = Włącz lub wyłącz
shortcuts-fixed = Zawsze takie same
shortcuts-change = Zmień je…
shortcuts-page = Zmień skróty
shortcuts-back = Wróć do ustawień
shortcuts-reset-all = Przywróć wszystkie
shortcuts-search = Szukaj skrótów
shortcuts-none = Żaden skrót nie pasuje do „{ $words }”.
shortcuts-press = Naciśnij klawisze…
shortcuts-without = Brak
shortcuts-spoken = { $action }: { $keys }
shortcuts-remove = Bez skrótu dla „{ $action }”
shortcuts-reset = Zwykły skrót dla „{ $action }”
shortcuts-plain = { $keys } wpisuje znak. Przytrzymaj też Ctrl albo Alt lub użyj jednego z klawiszy od F1 do F12.
shortcuts-taken = { $keys } jest potrzebne do pisania i poruszania się.
shortcuts-conflict = { $keys } należy już do „{ $action }”.
shortcuts-take = Użyj tutaj zamiast tego
keys-send = Enter
keys-break = Shift+Enter
keys-undo = Ctrl+Z, Ctrl+Shift+Z
keys-menu = Menu, Shift+F10
keys-focus = Tab, Shift+Tab
keys-back = Esc
shortcut-find-everywhere = Szukaj wszędzie
action-hit-next = Następny wynik wyszukiwania
action-hit-previous = Poprzedni wynik wyszukiwania
shortcut-send = Wyślij wiadomość
shortcut-break = Zacznij nowy wiersz
shortcut-undo = Cofnij lub ponów podczas pisania
shortcut-menu = Menu elementu z fokusem
shortcut-focus = Następny lub poprzedni element
shortcut-back = Krok wstecz
shortcut-quit = Zamknij Waxwing

## Szyfrowanie od końca do końca

error-mismatch = To się nie zgadza: zawiera klucz, którego tu nikt nie używa.
error-mismatch-advice = Ktoś może podsłuchiwać albo kod jest nieaktualny. Nie ufaj temu urządzeniu, zanim nie porównacie kluczy obok siebie.
error-keyring-locked = Baza kluczy się nie otwiera.
error-keyring-locked-advice = Odblokuj ją albo uruchom program, który przechowuje Twoje hasła, i spróbuj ponownie.
step-encrypted = { $count ->
    [one] Zaszyfrowano dla { $count } urządzenia
    [few] Zaszyfrowano dla { $count } urządzeń
    [many] Zaszyfrowano dla { $count } urządzeń
   *[other] Zaszyfrowano dla { $count } urządzenia
}
step-not-encrypted = { $count ->
    [one] Nie zaszyfrowano dla { $count } urządzenia
    [few] Nie zaszyfrowano dla { $count } urządzeń
    [many] Nie zaszyfrowano dla { $count } urządzeń
   *[other] Nie zaszyfrowano dla { $count } urządzenia
}
encryption-title = Szyfrowanie
lock-unknown = Będzie szyfrowane, gdy tylko będzie wiadomo, jakie urządzenia ma { $name }.
lock-unknown-group = Będzie szyfrowane, gdy tylko będzie wiadomo, jakie urządzenia mają wszyscy tutaj.
lock-impossible = Bez szyfrowania: { $name } nie ma urządzenia, które odczyta zaszyfrowane wiadomości.
lock-impossible-group = Bez szyfrowania: ta grupa jest otwarta dla wszystkich.
lock-impossible-large = Bez szyfrowania: twój serwer nie przechowa tego, co potrzebne.
lock-too-many = Do tej grupy należy tyle osób, że w wiadomości nie ma miejsca na ich wszystkie klucze. Nic nie zostanie wysłane, dopóki nie wyłączysz tu szyfrowania.
lock-private-on = Szyfrowane od końca do końca: wiadomości tylko dla { $name } możecie przeczytać tylko Wy dwoje.
lock-private = Bez szyfrowania: to, co mówisz tylko do { $name }, przechodzi przez serwer grupy w jawnej postaci.
lock-off = Bez szyfrowania: zostało przez Ciebie wyłączone.
lock-on = Szyfrowane.
lock-on-verified = Szyfrowane, a każde urządzenie jest zweryfikowane.
lock-readers = { $count ->
    [one] Odczyta to { $count } urządzenie.
    [few] Odczytają to { $count } urządzenia.
    [many] Odczyta to { $count } urządzeń.
   *[other] Odczyta to { $count } urządzenia.
}
lock-readers-none = Żadne z ich urządzeń nie może tego jeszcze odczytać.
lock-fresh = { $count ->
    [one] Jedno z nich jest nowe.
    [few] { $count } z nich są nowe.
    [many] { $count } z nich jest nowych.
   *[other] { $count } z nich jest nowych.
}
lock-undecided = { $count ->
    [one] { $count } nowe urządzenie nie może, dopóki nie zdecydujesz, czy mu ufać.
    [few] { $count } nowe urządzenia nie mogą, dopóki nie zdecydujesz, czy im ufać.
    [many] { $count } nowych urządzeń nie może, dopóki nie zdecydujesz, czy im ufać.
   *[other] { $count } nowego urządzenia nie może, dopóki nie zdecydujesz, czy mu ufać.
}
lock-unreachable = { $count ->
    [one] { $count } urządzenie nie odczyta tego, bo jest nieosiągalne.
    [few] { $count } urządzenia nie odczytają tego, bo są nieosiągalne.
    [many] { $count } urządzeń nie odczyta tego, bo są nieosiągalne.
   *[other] { $count } urządzenia nie odczyta tego, bo jest nieosiągalne.
}
lock-without = { $count ->
    [one] { $count } osoba nie ma urządzenia, które to odczyta.
    [few] { $count } osoby nie mają urządzenia, które to odczyta.
    [many] { $count } osób nie ma urządzenia, które to odczyta.
   *[other] { $count } osoby nie ma urządzenia, które to odczyta.
}
lock-held = Nic nie zostanie wysłane, dopóki o tym nie zdecydujesz.
lock-locked = Zostanie zaszyfrowane i wysłane, gdy odblokujesz bazę kluczy tego komputera: są w niej Twoje klucze szyfrowania.
held-one = { $name } nie ma urządzenia, które mogłoby to odczytać
held-two = { $one } i { $other } nie mają urządzenia, które mogłoby to odczytać
held-several = { $count ->
    [one] Jedna osoba nie ma tu urządzenia, które mogłoby to odczytać
    [few] { $count } osoby nie mają tu urządzenia, które mogłoby to odczytać
    [many] { $count } osób nie ma tu urządzenia, które mogłoby to odczytać
   *[other] { $count } osób nie ma tu urządzenia, które mogłoby to odczytać
}
held-detail = To, co piszesz, nie zostanie wysłane, dopóki nie zdecydujesz. Pozostali mogą to odczytać.
held-nobody = Nikt inny nie ma tu urządzenia, które mogłoby to odczytać
held-nobody-detail = To, co piszesz, nie zostanie wysłane, dopóki ktoś go nie będzie mieć albo nie wyłączysz szyfrowania.
opted-out = { $name } prosi o wiadomości bez szyfrowania
opted-out-detail = To, co piszesz, czeka na twoją decyzję. Bez szyfrowania mogą to czytać serwery.
opted-out-reason = „{ $reason }” – To, co piszesz, czeka na twoją decyzję. Bez szyfrowania mogą to czytać serwery.
too-many = Ta grupa jest za duża, by ją szyfrować
too-many-detail = Nic nie zostanie wysłane, dopóki nie zdecydujesz. Bez szyfrowania mogą to czytać serwery.
held-send = Wyślij pozostałym
held-look = Szyfrowanie…
keys-no-device = Brak urządzenia
lock-hint-on = Tylko urządzenia osób z tej rozmowy odczytają to, co piszesz. Żaden serwer tego nie zrobi.
lock-hint-off = Wiadomości są nadal chronione w drodze, ale mogą je odczytać serwery, przez które przechodzą.
lock-hint-never-sent = To, czego nie da się zaszyfrować, nie zostanie wysłane.
lock-hint-outside = Serwery nadal widzą, kto do kogo i kiedy pisze. Gdy czyjś program zna tylko starszą odmianę tego szyfrowania, widzą też reakcje oraz to, na którą wiadomość ktoś odpowiada i którą zmienia lub usuwa.
lock-switch = Szyfruj to, co piszę
lock-switch-impossible = Nie ma tu czego przełączać: tego nie da się zaszyfrować.
lock-off-question = Przestać szyfrować tę rozmowę?
lock-off-body = To, co napiszesz od teraz, będą mogły odczytać serwery po drodze i każdy, kto się do nich dostanie. Wcześniejsze wiadomości się nie zmienią.
lock-off-keep = Szyfruj dalej
lock-off-submit = Przestań szyfrować
keys-open = Klucze i urządzenia…
keys-of = Klucze i urządzenia: { $name }
keys-group = Klucze i urządzenia osób
sealed-waiting = Zaszyfrowana – czeka na odczytanie…
unreadable-not-for-us = Nie zaszyfrowano dla tego urządzenia
unreadable-no-key = To urządzenie nie może odczytać tej wiadomości
unreadable-devices = Nie do odczytania: autor ma zbyt wiele urządzeń
unreadable-version = Nie do odczytania: zaszyfrowane w sposób tu nieznany
unreadable-malformed = Nie do odczytania: wiadomość jest uszkodzona
unreadable-changed = Nie pokazano: zmieniono ją po drodze
unreadable-moved = Nie pokazano: była przeznaczona do innej rozmowy
unreadable-lost = Tego, co tu napisano, nie ma już na tym urządzeniu
unreadable-with = Zaszyfrowano przez { $kind }, czego Waxwing nie odczytuje
unreadable-unknown = Zaszyfrowano w sposób nieznany Waxwingowi
unreadable-several = { $count ->
    [one] { $count } wiadomość, której to urządzenie nie może odczytać
    [few] { $count } wiadomości, których to urządzenie nie może odczytać
    [many] { $count } wiadomości, których to urządzenie nie może odczytać
   *[other] { $count } wiadomości, której to urządzenie nie może odczytać
}
unreadable-unfold = Pokaż pojedynczo
unreadable-fold = Pokaż w jednym wierszu
preview-unreadable = Zaszyfrowana wiadomość
sealed-explain = { $text }. Co to znaczy?
mark-plain = Bez szyfrowania
mark-undecided = Z nowego urządzenia
mark-refused = Z urządzenia odrzuconego przez Ciebie
mark-spoken = { $text }, { $mark }
sealed-title = Dlaczego nie da się tego odczytać
sealed-title-waiting = Zaszyfrowana wiadomość
sealed-title-plain = Bez szyfrowania
sealed-title-device = Które urządzenie to napisało?
explain-waiting = Wiadomość już tu jest i zostanie odczytana, gdy tylko nadejdzie to, co napisano wcześniej. Nic nie trzeba robić.
explain-not-for-us = Wysłano ją, zanim pojawiło się to urządzenie, albo tylko dla innych urządzeń. Tutaj nikt jej nie odczyta i nic nie trzeba robić. Mogą ją mieć inne Twoje urządzenia.
explain-no-session = Urządzenie, które ją napisało, uważa, że dzieli z Twoim sekret, ale to urządzenie go nie zna. Zdarza się to, gdy urządzenie skonfigurowano od nowa. Odnów szyfrowanie, aby kolejne wiadomości dało się odczytać, i poproś o ponowne wysłanie tej.
explain-key-gone = Zamknięto ją kluczem tego urządzenia, który jest już zużyty albo został wymieniony. Odnów szyfrowanie, aby kolejne wiadomości dało się odczytać, i poproś o ponowne wysłanie tej.
explain-broken = To urządzenie i to, które ją napisało, przestały się zgadzać, na przykład po przywróceniu kopii. Odnów szyfrowanie, aby kolejne wiadomości dało się odczytać, i poproś o ponowne wysłanie tej.
explain-devices = Autor ma więcej urządzeń, niż Waxwing sprawdza, a to było jednym z pozostałych. Może usunąć urządzenia, których już nie używa.
explain-version = Program, który ją napisał, szyfruje w sposób nieznany tej wersji Waxwinga. Może pomóc nowszy Waxwing albo inny program po tamtej stronie.
explain-malformed = To, co nadeszło, nie jest całą wiadomością: jakiś program się pomylił albo coś zginęło. Poproś o ponowne wysłanie.
explain-changed = To nie jest to, co zaszyfrował autor: coś zmieniło ją po drodze, dlatego nie została pokazana. Jeśli to się powtórzy, ktoś może ingerować w Twoje wiadomości. Powiadom autora inną drogą.
explain-moved = W środku podano innego nadawcę lub odbiorcę niż na zewnątrz: ktoś wziął wiadomość skądinąd i umieścił ją tutaj. Dlatego nie została pokazana.
explain-lost = To urządzenie już ją odczytało lub napisało, ale jej treści tu nie ma, a odczytać ją można tylko raz. Poproś o ponowne wysłanie albo zajrzyj na inne urządzenie.
explain-other = Waxwing odczytuje i zapisuje tylko jeden rodzaj szyfrowania, a to jest inny. Poproś o wysłanie z innego programu albo odczytaj ją tam, gdzie ten rodzaj jest znany.
explain-plain-theirs = Wysłano to bez szyfrowania, choć ta rozmowa jest szyfrowana. Serwery po drodze mogły to odczytać i zmienić. Nie każdy program szyfruje wszystko; autor mógł też wyłączyć szyfrowanie.
explain-plain-ours = Wysłano to bez szyfrowania: zanim rozmowa była szyfrowana, gdy szyfrowanie było wyłączone, albo z innego Twojego programu. Serwery po drodze mogły to odczytać.
explain-undecided = Wiadomość była zaszyfrowana przez urządzenie, które jest tu nowe ({ $name }) i na które jeszcze nie ma Twojej decyzji. Może to być nowy telefon tej osoby albo ktoś, kto się podszywa. Dopóki nie zdecydujesz, nie odczyta tego, co piszesz.
explain-refused = Wiadomość była zaszyfrowana przez urządzenie odrzucone przez Ciebie. Nie polegaj na jej treści. Nie odczyta ono tego, co piszesz.
sealed-repair = Odnów szyfrowanie
sealed-repair-hint = Odnowienie sprawia, że Twoje urządzenie i tamto uzgadniają nowe sekrety. To, co napisano, zostaje, podobnie jak to, komu ufasz.
sealed-repaired = Szyfrowanie jest odnawiane. Kolejne wiadomości da się odczytać; ta pozostanie, jaka jest.
sealed-ask = Poproś o ponowne wysłanie: { $name }
sealed-ask-words = Nie mogę tu odczytać Twojej wiadomości ({ $time }). Czy możesz wysłać ją jeszcze raz?
sealed-ask-words-to = { $name }: { $text }
trust-undecided = Nowe – czeka na Twoją decyzję
trust-blind = Zaufane, nieporównane
trust-verified = Porównane i zweryfikowane
trust-distrusted = Odrzucone
keys-title = Klucze i urządzenia
keys-intro = Każde urządzenie tej osoby ({ $name }) zamyka i otwiera wiadomości własnym kluczem. Porównajcie klucze raz, obok siebie, a będziesz mieć pewność, że nikt inny nie czyta.
keys-intro-own = Każde z Twoich urządzeń ma własny klucz. Usuń te, których już nie używasz: do tego czasu wszystko jest szyfrowane także dla nich. Jeśli któregoś nie znasz, usuń je i zmień hasło.
keys-asking = Pytanie o urządzenia…
keys-none = O ile tu wiadomo, { $name } nie ma urządzenia, które odczyta zaszyfrowane wiadomości.
keys-code = Zweryfikuj kodem…
keys-list = Urządzenia
keys-this = To urządzenie
keys-nameless = Urządzenie
keys-gone = Już nieużywane
keys-stale = Brak wiadomości od ponad 30 dni: usuń je, jeśli już go nie używasz
keys-first-seen = Po raz pierwszy: { $time }
keys-last-read = ostatnio odczytano: { $time }
keys-number = numer { $number }
keys-unreachable = Urządzenie, z którym nie ma kontaktu
keys-unreachable-hint = Nie można uzyskać jego klucza, więc nie odczyta tego, co zaszyfrowane.
keys-fingerprint = Klucz: { $groups }
keys-verify = Zweryfikuj…
keys-trust = Zaufaj bez porównania
keys-trust-again = Zaufaj ponownie
keys-unverify = Cofnij weryfikację
keys-refuse = Odrzuć
keys-remove = Usuń…
keys-name = Zmień nazwę…
keys-repair-question = Nie da się odczytać wiadomości: { $name }?
keys-repair-hint = Odnów szyfrowanie, gdy to się powtarza: Twoje urządzenie i urządzenia tej osoby ({ $name }) uzgodnią nowe sekrety. To, co napisano, zostaje, podobnie jak to, komu ufasz.
keys-repaired = Szyfrowanie ze wszystkimi urządzeniami ({ $name }) jest odnawiane.
remove-device-title = Usunąć to urządzenie?
remove-device-body = Nie odczyta już tego, co od teraz będzie szyfrowane. Jeśli nadal jest używane, doda się samo, gdy znów będzie online. Numer { $number }.
remove-device-submit = Usuń urządzenie
new-keys-title = Utworzyć nowe klucze szyfrowania?
new-keys-body = To będzie nowe urządzenie. Tego, co zaszyfrowano dla starych kluczy, nie da się tu już odczytać, także tego, co teraz czeka, a osoby, które Cię zweryfikowały, zobaczą klucz, którego nie znają. Jeśli bazę kluczy da się jeszcze odblokować, zrób raczej to.
new-keys-submit = Utwórz nowe klucze
verify-title = Weryfikacja: { $name }
verify-title-own = Zweryfikuj swoje urządzenie
verify-by-eye = Porównaj
verify-by-code = Kod
verify-hint = Spójrzcie na oba urządzenia obok siebie albo przeczytajcie sobie klucze przez telefon. Nie wysyłajcie ich w wiadomościach: kto podsłuchuje, mógłby je zmienić.
verify-theirs = Klucz urządzenia: { $name }
verify-other = Klucz drugiego urządzenia
verify-ours = Klucz tego urządzenia
verify-match = Zgadzają się
verify-differ = Nie zgadzają się
verify-differs = Klucze się nie zgadzają: nie ufaj temu urządzeniu
verify-differs-advice = Ktoś może podsłuchiwać pod tą nazwą. Odrzuć klucz, powiadom { $name } inną drogą i nie pisz tu niczego, czego inni nie mogą przeczytać.
verify-refuse = Odrzuć ten klucz
verify-code-hint = Niech { $name } to zeskanuje albo otworzy link. Mówi on, które klucze są Twoje.
verify-code-hint-own = Zeskanuj to drugim urządzeniem albo otwórz tam link.
verify-code = Kod Twoich kluczy
verify-copy = Kopiuj link
verify-form-other = Druga strona używa Kaidana
verify-form-usual = Druga strona używa innej aplikacji
verify-link = Ich kod lub link
verify-link-hint = Wklej to, co pokazuje { $name }, albo odczytaj z obrazu.
verify-picture = Z obrazu…
verify-clipboard = Ze schowka
verify-no-code = Nie znaleziono tam kodu.
verify-not-a-link = To nie jest link z kluczami. Taki zaczyna się od „xmpp:”.
verify-submit = Zweryfikuj
verify-waiting = Weryfikowanie…
banner-undecided = { $name } ma nowe urządzenie
banner-undecided-two = { $one } i { $other } mają nowe urządzenia
banner-undecided-group = Ktoś tutaj ma nowe urządzenie
banner-undecided-several = { $count ->
    [one] { $count } osoba tutaj ma nowe urządzenie
    [few] { $count } osoby tutaj mają nowe urządzenia
    [many] { $count } osób tutaj ma nowe urządzenia
   *[other] { $count } osoby tutaj ma nowe urządzenia
}
banner-undecided-detail = Nie odczyta tego, co piszesz, dopóki nie zdecydujesz, czy mu ufać.
banner-changed = Urządzenie ({ $name }) ma inny klucz niż wcześniej
banner-changed-detail = Skonfigurowano je od nowa albo ktoś podsłuchuje. Porównajcie klucze, zanim napiszesz coś więcej.
banner-spoken = { $title }. { $detail }
banner-look = Zobacz
own-device-bar = Z Twojego konta korzysta nowe urządzenie. Czy jest Twoje?
own-device-bar-of = Z Twojego konta { $address } korzysta nowe urządzenie. Czy jest Twoje?
own-copy-bar = To kopia danych Waxwinga, więc stała się nowym urządzeniem. Wiadomości sprzed jej przywrócenia mogą tu być nie do odczytania.
own-copy-bar-of = To kopia danych Waxwinga, więc { $address } jest tu nowym urządzeniem. Wiadomości sprzed jej przywrócenia mogą być nie do odczytania.
own-lost-bar = To nowe urządzenie z nowymi kluczami, bo starych nie da się otworzyć. Tego, co do nich napisano, nie da się tu odczytać.
own-lost-bar-of = To nowe urządzenie konta { $address } z nowymi kluczami, bo starych nie da się otworzyć. Tego, co do nich napisano, nie da się tu odczytać.
own-locked-bar = Zaszyfrowane wiadomości czekają: Twoje klucze szyfrowania są w bazie kluczy tego komputera, a ona jest zablokowana albo niedostępna.
own-locked-bar-of = Zaszyfrowane wiadomości konta { $address } czekają: klucze szyfrowania są w bazie kluczy tego komputera, a ona jest zablokowana albo niedostępna.
own-locked-asking = Pytanie bazy kluczy o Twoje klucze szyfrowania…
own-locked-still = Baza kluczy nadal nie wydaje Twoich kluczy szyfrowania. Odblokuj ją albo uruchom program, który przechowuje Twoje hasła, i spróbuj ponownie.
own-locked-again = Spróbuj ponownie
own-locked-anew = Utwórz nowe klucze…
own-device-look = Zobacz
own-device-close = Zamknij to powiadomienie
step-not-encrypted-undecided = { $count ->
    [one] Nie zaszyfrowano dla { $count } urządzenia: nie ma jeszcze Twojej decyzji
    [few] Nie zaszyfrowano dla { $count } urządzeń: nie ma jeszcze Twojej decyzji
    [many] Nie zaszyfrowano dla { $count } urządzeń: nie ma jeszcze Twojej decyzji
   *[other] Nie zaszyfrowano dla { $count } urządzenia: nie ma jeszcze Twojej decyzji
}
step-not-encrypted-distrusted = { $count ->
    [one] Nie zaszyfrowano dla { $count } urządzenia: odrzucono przez Ciebie
    [few] Nie zaszyfrowano dla { $count } urządzeń: odrzucono przez Ciebie
    [many] Nie zaszyfrowano dla { $count } urządzeń: odrzucono przez Ciebie
   *[other] Nie zaszyfrowano dla { $count } urządzenia: odrzucono przez Ciebie
}
step-not-encrypted-unreachable = { $count ->
    [one] Nie zaszyfrowano dla { $count } urządzenia: brak z nimi kontaktu
    [few] Nie zaszyfrowano dla { $count } urządzeń: brak z nimi kontaktu
    [many] Nie zaszyfrowano dla { $count } urządzeń: brak z nimi kontaktu
   *[other] Nie zaszyfrowano dla { $count } urządzenia: brak z nimi kontaktu
}
step-not-encrypted-version = { $count ->
    [one] Nie zaszyfrowano dla { $count } urządzenia: nie odczytają takiej wiadomości
    [few] Nie zaszyfrowano dla { $count } urządzeń: nie odczytają takiej wiadomości
    [many] Nie zaszyfrowano dla { $count } urządzeń: nie odczytają takiej wiadomości
   *[other] Nie zaszyfrowano dla { $count } urządzenia: nie odczytają takiej wiadomości
}
keys-number-alone = Numer { $number }
composer-placeholder-short = Wiadomość
verify-link-own = Kod lub link drugiego urządzenia
verify-link-hint-own = Wklej to, co pokazuje drugie urządzenie, albo odczytaj z obrazu.
keys-new-device = nowe urządzenie
