# كلمات Waxwing بالعربية. المفاتيح كلها من الملف الإنجليزي.

## The window

window-title = Waxwing
window-title-unread = ({ $count }) Waxwing
cancel = إلغاء
close = إغلاق
separator = { " · " }
no-window = تعذّر فتح نافذة: { $detail }
no-home = لا يوجد مجلد رئيسي، فلا يعرف Waxwing أين يحفظ ملفه الشخصي. حدّد مكانًا باستخدام ‎--profile.
note-settings = تعذّرت قراءة الإعدادات ولم تُستخدم: { $detail }
note-settings-kept = ملف الإعدادات تالف ({ $detail }). حُفظ باسم { $path }، والإعدادات المعتادة هي السارية.
note-settings-mended = كانت لبعض الإعدادات قيم لا معنى لها، فالقيم المعتادة هي السارية: { $names }
note-settings-lost = تعذّر حفظ الإعدادات: { $detail }
note-store-failed = لا يستطيع Waxwing الكتابة في ملفه الشخصي. هل القرص ممتلئ؟ ستبقى الرسائل الجديدة على الخادوم حتى يستطيع.
note-read-only = لم يُحفظ ذلك: يمكن قراءة هذا الملف الشخصي فقط.
note-recovered-state = تلفت قائمة الحسابات وجهات الاتصال فبدأت من جديد. ستعود جهات الاتصال من الخادوم.
note-recovered-end = تلفت قائمة الحسابات وجهات الاتصال وضاعت آخر تغييراتها. ستعود جهات الاتصال من الخادوم؛ انظر هل تقول رسالة إنها لم تُرسل.
note-restored-state = تلفت قائمة الحسابات وجهات الاتصال، فأُخذت من نسخة { $day }. ما تغيّر بعدها يعود من الخادوم بقدر ما يعرفه.
note-restored-history = تلفت الرسائل المحفوظة. حُفظ ما أمكنت قراءته، وأُخذ الباقي من نسخة { $day }.
note-recovered-history = تلفت رسائل محفوظة. حُفظ ما أمكنت قراءته.
note-recovered-passwords = تلفت كلمات السر المحفوظة. اكتبها مرة أخرى من فضلك.
note-recovered-kept = حُفظ الملف التالف باسم { $path }.
fault-quit = إنهاء

## Times

time = { $hour }:{ $minute }
moment-other-day = { $day }، { $time }
day-today = اليوم
day-yesterday = أمس
date-weekday = { $weekday } { $day } { $month }
date-weekday-year = { $weekday } { $day } { $month } { $year }
date-full = { $day } { $month } { $year }
date-short = { $day } { $month }
date-numbers = { $day }/{ $month }/{ $year }
weekday = { $number ->
    [1] الاثنين
    [2] الثلاثاء
    [3] الأربعاء
    [4] الخميس
    [5] الجمعة
    [6] السبت
   *[7] الأحد
}
weekday-short = { $number ->
    [1] الاثنين
    [2] الثلاثاء
    [3] الأربعاء
    [4] الخميس
    [5] الجمعة
    [6] السبت
   *[7] الأحد
}
month = { $number ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
}
month-short = { $number ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
}
count-many = ‎{ $most }+

## Signing in

login-title = تسجيل الدخول
login-address = العنوان
login-password = كلمة السر
login-reveal = إظهار كلمة السر
login-advanced = خيارات متقدمة
login-host = مضيف الخادوم
login-host-hint = إن تُرك فارغًا يُعرف من العنوان
login-host-web-socket = عنوان WebSocket لا يحتاج إلى منفذ ولا إلى TLS مباشر بجانبه.
login-port = المنفذ
login-port-placeholder = 5222
login-resource = المورد
login-resource-hint = اسم لهذا الجهاز؛ إن تُرك فارغًا يُختار لك
login-ca-file = ملف سلطة شهادات إضافي
login-ca-file-hint = شهادات موثوقة إلى جانب شهادات النظام (PEM)
login-client-certificate = شهادة لتسجيل الدخول
login-client-certificate-hint = ملف PKCS#12 أو PEM؛ يمكن عندئذ ترك كلمة السر فارغة
login-passphrase = عبارة مرور الشهادة
login-passphrase-hint = تُترك فارغة إن لم تكن للملف عبارة مرور
login-passphrase-reveal = إظهار عبارة المرور
login-anonymous = الدخول دون اسم (حيث يسمح الخادوم لأي أحد بالدخول)
login-anonymous-address = للدخول دون اسم اكتب اسم خادوم، مثل example.org.
choose = اختيار…
choose-ca-file = شهادات موثوقة
choose-client-certificate = شهادة لتسجيل الدخول
choose-kind-certificates = الشهادات
choose-no-dialog = لا توجد في سطح المكتب هذا نافذة لاختيار الملفات. اكتب المسار هنا.
login-proxy = الوكيل (SOCKS5)
login-proxy-hint = لشبكة Tor مثلًا؛ والأسماء يُبحث عنها هناك أيضًا
login-proxy-invalid = الوكيل مضيف ومنفذ، مثل 127.0.0.1:9050.
login-direct-tls = TLS مباشر (تشفير من أول بايت)
login-allow-plain = السماح بإرسال كلمة السر نفسها (PLAIN)
login-submit = تسجيل الدخول
login-address-missing = اكتب عنوانك، مثل name@example.org.
login-password-missing = اكتب كلمة السر.
login-port-invalid = المنفذ عدد من 1 إلى 65535.
login-port-needs-host = المنفذ يحتاج إلى مضيف؛ اكتب مضيفًا أو اترك المنفذ فارغًا.
login-direct-tls-needs-host = ‏TLS المباشر يحتاج إلى مضيف؛ اكتب مضيفًا أو أوقف TLS المباشر: يُستخدم تلقائيًا حيث يعلن عنه الخادوم.
address-example = name@example.org
address-invalid = هذا ليس عنوانًا. العنوان يشبه name@example.org.

step-begin = جارٍ البدء…
step-resolve = جارٍ البحث عن الخادوم…
step-connect = جارٍ الوصول إلى الخادوم…
step-encrypt = جارٍ الاتفاق على التشفير…
step-authenticate = جارٍ تسجيل الدخول…
step-bind = جارٍ فتح الجلسة…

## Making an account

login-register = إنشاء حساب
login-invitation = لدي رابط دعوة
register-title = إنشاء حساب
register-explanation = يعيش الحساب على خادوم، كعنوان البريد الإلكتروني. ومن أي خادوم يمكنك مراسلة من هم على سائر الخواديم.
register-filter = الخادوم
register-filter-placeholder = اسم أو بلد أو خادوم آخر
register-none = لا خادوم يعرفه Waxwing بهذا الاسم. اكتب اسمه كاملًا، مثل example.org.
register-source = من قائمة مشروع XMPP Providers، يونيو 2026. لا صلة لـ Waxwing بأي من هذه الخواديم.
register-other = استخدام { $server }
register-on-website = في موقعه
provider-since = منذ { $year }
provider-files = ملفات حتى { $size } م.ب
provider-large-files = ملفات حتى { $size } غ.ب
provider-history = يحفظ الرسائل { $days ->
    [zero] دون أيام
    [one] يومًا واحدًا
    [two] يومين
    [few] { $days } أيام
    [many] { $days } يومًا
   *[other] { $days } يوم
}
provider-captcha = يعرض صورة لقراءتها
provider-green = طاقة خضراء
country = { $code ->
    [at] النمسا
    [bg] بلغاريا
    [ch] سويسرا
    [de] ألمانيا
    [es] إسبانيا
    [fi] فنلندا
    [fr] فرنسا
    [in] الهند
    [lt] ليتوانيا
    [nl] هولندا
    [pe] بيرو
    [pt] البرتغال
    [ro] رومانيا
    [us] الولايات المتحدة
   *[other] بلد آخر
}
register-invited-title = دعوتك
register-link = رابط الدعوة
register-link-explanation = الصق الرابط الذي أُرسل إليك. يبدأ بـ xmpp: أو هو عنوان صفحة.
register-link-submit = متابعة
register-link-invalid = هذه ليست دعوة يستطيع Waxwing قراءتها.
register-link-other = هذا الرابط لا ينشئ حسابًا. سجّل الدخول أولًا ثم افتحه.
register-inviter = دعاك { $address }، وسيكون أول جهة اتصال لديك.
register-at = حسابك على { $server }
register-website-title = { $server }
register-website-explanation = ينشئ { $server } الحسابات في موقعه. عُد حين يكون لك حساب وسجّل الدخول به.
register-website-open = فتح الموقع
register-website-done = لدي حساب الآن
register-website-instead = إنشاؤه في موقع الخادوم بدلًا من ذلك
register-asking = جارٍ سؤال الخادوم عما يريد معرفته…
register-creating = جارٍ إنشاء حسابك…
register-submit = إنشاء الحساب
register-address = سيكون عنوانك { $address }
register-captcha = صورة فيها ما يُقرأ
register-captcha-wrong = ليس هذا ما في الصورة. إليك صورة أخرى.
register-taken = هذا الاسم مأخوذ. جرّب اسمًا آخر.
register-name-invalid = يتكوّن الاسم من حروف وأرقام دون مسافات.
register-not-offered = لا يقبل هذا الخادوم حسابات جديدة من البرامج.
register-invitation-invalid = الدعوة غير صالحة أو لم تعد صالحة.
register-server-invalid = هذا ليس اسم خادوم.
register-again = لدى الخادوم أسئلة جديدة لأن الإجابة تأخرت. راجعها من فضلك.
register-lost = انقطع الاتصال، وصار هذا الاسم لغيرك. جرّب اسمًا آخر من فضلك.
register-too-fast = أُنشئت من هنا حسابات كثيرة. حاول مرة أخرى لاحقًا.
register-refused = رفض الخادوم إنشاء هذا الحساب.
register-field-username = الاسم
register-field-password = كلمة السر
register-field-email = البريد الإلكتروني
register-field = { $name ->
    [nick] اللقب
    [first] الاسم الأول
    [last] اسم العائلة
    [address] الشارع
    [city] المدينة
    [state] المنطقة
    [zip] الرمز البريدي
    [phone] الهاتف
    [url] الموقع
    [date] التاريخ
    [misc] أي شيء آخر
    [text] نص
   *[other] الاسم الكامل
}
form-optional = { $name } (اختياري)
form-missing = املأ هذا من فضلك.
form-not-an-option = اختر أحد هذه من فضلك.
form-not-a-number = يجب أن يكون هذا عددًا.
form-out-of-range = هذا العدد أصغر أو أكبر من اللازم.
form-too-long = هذا أطول من اللازم.
form-media-link = في الويب شيء يُنظر إليه، على { $url }. لا يجلبه Waxwing من تلقاء نفسه.
form-media-missing = هنا مكان صورة لا يمكن عرضها.
password-short = قصيرة جدًّا: بضع كلمات تصنع كلمة سر جيدة.
password-simple = بسيطة جدًّا: استخدم حروفًا أكثر تنوعًا.
password-common = فيها ما يُخمَّن أولًا.
password-fair = جيدة بما يكفي. الأطول أفضل.
password-good = جيدة.
error-not-offered = لا يقدّم هذا الخادوم ذلك.

## Links, passwords and the end of accounts

link-write-title = كتابة رسالة
link-write = رابط يريد منك أن تكتب إلى:
link-write-submit = كتابة
link-add = رابط يضيف جهة الاتصال هذه إلى { $own } ويطلب رؤية متى تكون متصلة:
link-register = رابط ينشئ لك حسابًا على:
link-remove-title = إزالة جهة اتصال
link-remove = يزيل الرابط { $address }. إن كان هذا ما تريد فافعله من قائمة المحادثات.
link-other-title = فتح رابط
link-other = يريد الرابط من { $address } شيئًا لا يعرفه Waxwing.
link-unreadable = لا يستطيع Waxwing قراءة هذا الرابط.
link-needs-account = سجّل الدخول أولًا ثم افتح الرابط مرة أخرى.
password-title = تغيير كلمة السر
password-explanation = تتغير كلمة سر { $address } على خادومه. ستطلب أجهزتك الأخرى الكلمة الجديدة.
password-new = كلمة السر الجديدة
password-again = كلمة السر الجديدة مرة أخرى
password-missing = اختر كلمة سر من فضلك.
password-differs = هاتان كلمتا سر مختلفتان.
password-submit = تغيير
password-waiting = جارٍ التغيير…
password-unchanged = كلمة سرك كما كانت.
delete-account-title = حذف الحساب من الخادوم
delete-account-body = سيزول { $address } إلى الأبد مع جهات اتصاله وكل ما يحفظه خادومه، وعلى أجهزتك الأخرى أيضًا. ويزول كذلك سجله على هذا الجهاز. لا يستطيع أحد استعادته.
delete-account-continue = متابعة
delete-account-type = اكتب العنوان للتأكيد
delete-account-submit = حذف نهائي

## What can go wrong

error-account-exists = هذا الحساب موجود هنا بالفعل.
error-not-found = لم يعد ذلك موجودًا.
error-invalid-xml = هذا ليس عنصرًا واحدًا سليم الصياغة.
error-invalid-xml-advice = اكتب عنصر message أو presence أو iq واحدًا بالضبط، مع إغلاق كل عنصر.
error-not-a-stanza = لا يُرسل إلا message أو presence أو iq.
error-not-a-stanza-advice = العناصر الأخرى تُفهم على أنها كلام الاتصال نفسه.
error-invalid-picture = الصورة أكبر من المسموح أو من نوع لا يمكن عرضه.
error-invalid-text = النص فارغ أو أطول من أن يُرسل.
error-offline = لا يوجد اتصال.
error-offline-advice = حاول مرة أخرى عندما تكون متصلًا.
error-timed-out = لم يُجب الخادوم في الوقت المناسب.
error-store = تعذّرت قراءة الملف الشخصي أو الكتابة فيه.
error-store-advice = هل القرص ممتلئ، أم أن المجلد ليس لك؟
error-damaged = بعض الرسائل المحفوظة تالفة.
error-damaged-advice = أغلق Waxwing وابدأه من جديد: سيحفظ كل ما تمكن قراءته.
error-read-only = يمكن قراءة هذا الملف الشخصي فقط.
error-read-only-advice = يمكنك تصفّح محادثاتك، لكن لا يمكن حفظ شيء، ولذلك يبقى Waxwing دون اتصال. اجعل { $path } قابلًا للكتابة لك، أو اختر ملفًا شخصيًا آخر باستخدام ‎--profile، ثم ابدأ من جديد.
undelivered-lost = كانت تنتظر الإرسال حين تلفت قائمة الرسائل المنتظرة.
undelivered-too-long = إنها أطول مما يقبله الخادوم.
undelivered-too-long-advice = انسخها وأرسلها على أجزاء.
undelivered-not-there = من كانت هذه له لم يعد في المجموعة بهذا الاسم.
undelivered-not-there-advice = أعد المحاولة حين يعود، أو اكتب إليه في محادثة خاصة به.
undelivered-no-reader = لا يملك أحد جهازًا يستطيع قراءتها.
undelivered-no-reader-one = ليس لدى { $name } جهاز يستطيع قراءتها.
undelivered-no-reader-more = { $count ->
    [zero] ليس لدى { $name } جهاز يستطيع قراءتها.
    [one] ليس لدى { $name } وشخص آخر جهاز يستطيع قراءتها.
    [two] ليس لدى { $name } وشخصين آخرين جهاز يستطيع قراءتها.
    [few] ليس لدى { $name } و{ $count } آخرين جهاز يستطيع قراءتها.
    [many] ليس لدى { $name } و{ $count } آخرين جهاز يستطيع قراءتها.
   *[other] ليس لدى { $name } و{ $count } آخرين جهاز يستطيع قراءتها.
}
undelivered-no-reader-advice = لم تُرسل. أعد المحاولة لاحقًا، أو أوقف التشفير من القفل لإرسالها كما هي.
undelivered-too-many = ينتمي إلى هذه المجموعة عدد كبير لا يمكن التشفير له.
undelivered-too-many-advice = لم تُرسل. أوقف التشفير من القفل لإرسالها كما هي.
undelivered-lost-advice = أرسلها مرة أخرى إن لم تصل.
error-file = تعذّرت الكتابة في { $path }.
error-file-advice = اختر مكاناً آخر.
error-file-exists = يوجد ملف { $path } من قبل.
error-file-exists-advice = اختر اسماً آخر.
error-profile-in-use = ‏Waxwing يعمل بالفعل.
error-profile-in-use-advice = نافذة أو عملية أخرى تستخدم هذا الملف الشخصي. أغلقها أولًا، أو اختر ملفًا شخصيًا آخر باستخدام ‎--profile.
error-profile-too-new = كُتب هذا الملف الشخصي بإصدار أحدث من Waxwing.
error-profile-too-new-advice = لم يتغير شيء. ثبّت الإصدار الأحدث مرة أخرى للمتابعة.
advice-check-network = تحقّق من شبكتك؛ يحاول Waxwing مرة أخرى من تلقاء نفسه.
advice-try-again = حاول مرة أخرى بعد لحظة.
advice-try-later = حاول مرة أخرى لاحقًا.
advice-comes-back = يعاود Waxwing الاتصال من تلقاء نفسه.

failure-unknown-host = لا يوجد خادوم اسمه { $host }.
failure-unknown-host-advice = تحقّق من العنوان فقد يكون فيه خطأ في الكتابة.
failure-no-service = يقول { $host } إنه لا يقدّم خدمة محادثة.
failure-no-service-advice = تحقّق من الجزء الذي يلي @ في العنوان.
failure-no-dns = تعذّر البحث عن أسماء الخواديم.
failure-no-route = تعذّر الوصول إلى { $host }.
failure-no-route-advice = تحقّق من شبكتك. قد يعترض الطريقَ جدارٌ ناري، أو يكون الخادوم متوقفًا.
failure-proxy = تعذّر الوصول إلى الوكيل { $host }.
failure-proxy-lost = أغلق الوكيل { $host } الاتصال.
failure-proxy-timed-out = لم يُجب الوكيل { $host } في الوقت المناسب.
failure-proxy-not-socks = ما يجيب في { $host } ليس وكيل SOCKS5.
failure-proxy-login = يطلب الوكيل { $host } تسجيل دخول.
failure-proxy-login-advice = ليس لدى Waxwing ما يسجّل به الدخول؛ استخدم وكيلًا آخر.
failure-proxy-forbidden = لا يسمح الوكيل { $host } بهذا الاتصال.
failure-proxy-forbidden-advice = اسأل من يدير الوكيل، أو استخدم وكيلًا آخر.
failure-proxy-behind = لا يستطيع الوكيل { $host } الوصول إلى الخادوم.
failure-proxy-behind-advice = تحقّق من العنوان، أو حدّد مضيف الخادوم في «خيارات متقدمة».
failure-proxy-name = اسم الخادوم أطول مما يقبله الوكيل { $host }.
failure-proxy-name-advice = تحقّق من مضيف الخادوم فقد يكون فيه خطأ في الكتابة.
failure-proxy-advice = تحقّق من مضيف الوكيل ومنفذه، ومن أنه يعمل.
failure-lost = انقطع الاتصال.
failure-timed-out-resolve = استغرق البحث عن الخادوم وقتًا أطول من اللازم.
failure-timed-out-connect = استغرق الوصول إلى الخادوم وقتًا أطول من اللازم.
failure-timed-out-encrypt = استغرق الاتفاق على التشفير وقتًا أطول من اللازم.
failure-timed-out-authenticate = استغرق الخادوم وقتًا أطول من اللازم للتحقق من كلمة السر.
failure-timed-out-bind = استغرق الخادوم وقتًا أطول من اللازم لفتح الجلسة.
failure-tls = تعذّر الاتفاق على تشفير مع الخادوم.
failure-tls-advice = قد يكون تشفيره قديمًا، أو أن شيئًا في الطريق يتدخل. اسأل من يدير الخادوم.
failure-tls-not-offered = لا يقدّم الخادوم أي تشفير.
failure-tls-not-offered-advice = لا يستغني Waxwing عنه أبدًا. اطلب ممن يدير الخادوم تفعيل التشفير.
failure-ca-file = تعذّر استخدام ملف سلطة الشهادات { $path }.
failure-ca-file-advice = اختر ملفًا فيه شهادات بصيغة PEM، أو اترك الحقل فارغًا.
failure-no-mechanism = لا يقدّم الخادوم طريقة لتسجيل الدخول يعدّها Waxwing آمنة.
failure-no-mechanism-advice = اطلب ممن يدير الخادوم أن يقدّم SCRAM.
failure-no-mechanism-plain = يريد كلمة السر نفسها. إن كنت تثق بهذا الخادوم فاسمح بذلك هنا وسجّل الدخول مرة أخرى.
failure-wrong-password = العنوان أو كلمة السر خطأ.
failure-wrong-password-advice = اكتب كلمة السر مرة أخرى.
failure-no-password = كلمة سر هذا الحساب غير محفوظة.
failure-no-password-advice = اكتبها للاتصال.
failure-account-disabled = هذا الحساب معطّل.
failure-ask-operator = اسأل من يدير الخادوم.
failure-credentials-expired = انتهت صلاحية كلمة السر.
failure-credentials-expired-advice = اختر كلمة سر جديدة حيث أنشأت الحساب.
failure-login-temporary = لا يستطيع الخادوم التحقق من كلمات السر حاليًا.
failure-login-refused = رفض الخادوم السماح لك بالدخول.
failure-other-account = كان الخادوم سيسجّل دخولك باسم { $account }.
failure-other-account-advice = الشهادة لذلك الحساب. اختر شهادة هذا الحساب.
failure-impostor = لم يستطع الخادوم إثبات أنه يعرف كلمة سرّك.
failure-impostor-advice = قد لا يكون هو الخادوم الذي يدّعيه. لا تسجّل الدخول حتى يوضّح ذلك من يديره.
failure-downgrade = يحمي الخادوم تسجيل الدخول أقل من ذي قبل.
failure-downgrade-advice = قد يكون بينك وبين الخادوم من ينتحل صفته، كما حدث لمستخدمي jabber.ru سنة 2023. لم يُكشف شيء. حاول لاحقًا أو من شبكة أخرى؛ وإن بقي الأمر كذلك فاسأل من يدير الخادوم.
failure-tampered-bindings = يربط الخادوم تسجيل الدخول بالاتصال، لكن لا شيء يقول كيف.
failure-tampered-mechanisms = يستطيع الخادوم ربط تسجيل الدخول بالاتصال، لكن ذلك مفقود من عرضه.
failure-tampered-offer = ما عرضه الخادوم تغيّر في طريقه إلى هنا.
failure-tampered-connection = يرى الخادوم اتصالًا مشفرًا غير اتصالك.
failure-tampered-advice = قد يكون بينك وبين الخادوم من ينتحل صفته، أو أن الخادوم معدّ على نحو خاطئ. لا تسجّل الدخول حتى يوضّح ذلك من يديره.
failure-client-certificate = تعذّرت قراءة ملف الشهادة { $path }.
failure-client-certificate-invalid = لا يفهم Waxwing الملف { $path }.
failure-client-certificate-none = لا شهادة في الملف { $path }.
failure-client-certificate-advice = اختر ملف PKCS#12 (‎.p12 أو ‎.pfx)، أو ملف PEM فيه شهادة ومفتاحها.
failure-client-certificate-passphrase = عبارة مرور { $path } خطأ أو ناقصة.
failure-client-certificate-passphrase-advice = اكتبها مرة أخرى.
failure-client-certificate-no-key = لا مفتاح خاصًّا في الملف { $path }.
failure-client-certificate-other-key = المفتاح الخاص في { $path } يخص شهادة أخرى.
failure-client-certificate-key-advice = صدّر الشهادة مع مفتاحها، واختر ذلك الملف.
failure-client-certificate-expired = انتهت صلاحية الشهادة في { $path } بتاريخ { $date }.
failure-client-certificate-renew-advice = احصل على شهادة جديدة من حيث حصلت عليها، واختر ذلك الملف.
failure-client-certificate-not-yet = لا تسري الشهادة في { $path } إلا من { $date }.
failure-certificate-refused = لا يقبل الخادوم هذه الشهادة لحسابك.
failure-certificate-refused-advice = تحقق من أنها صادرة لهذا العنوان ومن جهة يثق بها الخادوم.
failure-second-proof = يطلب الخادوم إثباتًا ثانيًا لهويتك.
failure-second-proof-advice = لا يستطيع Waxwing تقديم ذلك بعد؛ اطلب ممن يدير الخادوم كلمة سر للبرامج.
failure-conflict = برنامج آخر سجّل الدخول بالمورد نفسه.
failure-conflict-advice = لا يمكن أن يتصل إلا أحدهما.
failure-shutdown = الخادوم يتوقف أو يعيد التشغيل.
failure-host-gone = لم يعد الخادوم يخدم هذا العنوان.
failure-host-gone-advice = تحقّق من الجزء الذي يلي @ في العنوان، أو اسأل من يدير الخادوم.
failure-policy = أغلق الخادوم الاتصال بسبب حدوده.
failure-stream = أغلق الخادوم الاتصال بسبب خطأ.
failure-protocol = قال الخادوم شيئًا لا معنى له.
failure-protocol-advice = ربما يجيب هناك خادوم من نوع آخر؛ تحقّق من المضيف والمنفذ.

certificate-expired = انتهت صلاحية شهادة { $host }.
certificate-not-yet = شهادة { $host } ليست سارية بعد.
certificate-wrong-name = صدرت شهادة { $host } لأسماء أخرى.
certificate-self-signed = لا يضمن شهادةَ { $host } إلا هي نفسها.
certificate-unknown-issuer = أصدر شهادةَ { $host } من لا يثق به هذا الجهاز.
certificate-revoked = أُلغيت شهادة { $host }.
certificate-invalid = شهادة { $host } غير صالحة.
certificate-owner-advice = لم يُرسل شيء. اطلب ممن يدير الخادوم تجديدها.
certificate-clock-advice = لم يُرسل شيء. تحقّق من تاريخ هذا الجهاز ووقته.
certificate-name-advice = لم يُرسل شيء. تحقّق من العنوان، أو اسأل من يدير الخادوم.
certificate-ca-advice = لم يُرسل شيء. إن كنت تعرف من أصدرها فحدّد شهادته في «ملف سلطة شهادات إضافي» ضمن الخيارات المتقدمة.
fact-line = { $name }: { $fact }
fact-host = مطلوبة من أجل
fact-names = صدرت للأسماء
fact-subject = صدرت باسم
fact-issuer = أصدرها
fact-validity = سارية
fact-from-to = من { $from } إلى { $to }
fact-fingerprint = SHA-256
fact-before = من قبل
fact-now = الآن
fact-nothing-known = لا شيء مما يستخدمه Waxwing
fact-detail = التفاصيل
fact-unknown = غير معروف

refused-not-found = لا أحد في هذا العنوان.
refused-remote-timeout = خادومهم لا يجيب.
refused-forbidden = هذا غير مسموح.
refused-unavailable = لا يمكنهم استلامها في الوقت الحالي.
refused-policy = بلغ الخادوم أحد حدوده.
refused-other = رفضها الخادوم.

## Without a connection

offline-waiting = لا اتصال منذ { $since }. المحاولة التالية بعد { $seconds } ث
offline-try-now = حاول الآن
offline-idle = غير متصل
offline-connect = اتصال
offline-connect-here = الاتصال من هنا
offline-new-password = كلمة السر
offline-show-details = لماذا؟
offline-hide-details = إخفاء السبب

## Who is there

show-chat = يرغب في الحديث
show-online = متصل
show-away = غائب
show-extended-away = غائب لمدة طويلة
show-do-not-disturb = الرجاء عدم الإزعاج
show-offline = غير متصل
choice-chat = أرغب في الحديث
choice-online = متصل
choice-away = غائب
choice-extended-away = غائب لمدة طويلة
choice-do-not-disturb = الرجاء عدم الإزعاج
choice-offline = غير متصل
presence-stranger = ليس ضمن جهات اتصالك
presence-asked = بانتظار أن يقبلك
presence-unknown = لا يُظهر متى يكون متصلًا
presence-devices = { $count ->
    [zero] دون أجهزة
    [one] جهاز واحد
    [two] جهازان
    [few] { $count } أجهزة
    [many] { $count } جهازًا
   *[other] { $count } جهاز
}
own-waiting = لا اتصال
typing = يكتب…
typing-paused = توقف عن الكتابة
profile-menu = حسابك
profile-status = رسالة الحالة
profile-status-placeholder = ماذا تفعل الآن؟
profile-status-hint = تراها جهات اتصالك. يحفظها مفتاح Enter.
profile-settings = الإعدادات…
profile-sign-out = تسجيل الخروج…

## Our accounts

account-add = إضافة حساب
account-add-title = إضافة حساب
account-spoken = { $address }: { $state }
account-off = متوقف
account-enabled = مفعّل
account-colour = اللون
account-colour-name = { $place ->
    [0] أزرق
    [1] كهرماني
    [2] أخضر
    [3] وردي
    [4] أزرق مخضرّ
    [5] أحمر
    [6] بنفسجي
   *[7] زيتوني
}
account-reconnect = إعادة الاتصال
account-password-keyring = كلمة السر محفوظة في حلقة مفاتيح سطح المكتب.
account-password-file = كلمة السر محفوظة في ملف مختوم، لا في حلقة مفاتيح.
account-console = وحدة XML
account-connection = الاتصال
account-remove = إزالة من هذا الجهاز…
account-order = الموضع في القائمة
account-up = تحريك إلى الأعلى
account-down = تحريك إلى الأسفل
account-presence-all = ما يراه الآخرون: كل الحسابات
account-presence-of = ما يراه الآخرون: { $address }
accounts-count = { $count ->
    [zero] لا حسابات
    [one] حساب واحد
    [two] حسابان
    [few] { $count } حسابات
    [many] { $count } حسابًا
   *[other] { $count } حساب
}
accounts-online = { $count ->
    [0] لا شيء متصل
   *[other] المتصل: { $count }
}
accounts-without = دون اتصال: { $count }
accounts-off = المتوقف: { $count }
page-back = رجوع
sidebar-via = إلى { $address }
sidebar-spoken-account = { $row } (الحساب { $account })
sidebar-spoken-off = { $row } (الحساب { $account }، متوقف)
add-contact-account = لحساب
offline-named = { $address }: { $words }
offline-sign-in-again = تسجيل الدخول مرة أخرى
offline-weaker = تسجيل الدخول رغم ذلك…
offline-weaker-question = إن كان في الطريق أحد فسيستطيع حينئذ أن يقرأ ما تكتب وأن يكتب باسمك. هل تسجّل الدخول بحماية أقل؟
offline-weaker-confirm = تسجيل الدخول بحماية أقل
offline-together = لا اتصال لدى { $accounts }. المحاولة التالية بعد { $seconds } ث
offline-together-connecting = جارٍ اتصال { $accounts }…

## The connection page

# السجل الذي تحفظه الخوادم

account-history = السجل
history-title = السجل
history-section-progress = على هذا الجهاز
history-section-limit = إلى أي مدى
history-section-keeps = ما يحفظه الخادم
history-idle = لم يكن هناك اتصال بعد.
history-not-offered = الخادم لا يحفظ سجلًا. ما يُقال أثناء إغلاق Waxwing لا يصل إلا بقدر ما يحتفظ به الخادم.
history-news = جارٍ جلب ما وصل في هذه الأثناء…
history-beginning = جارٍ جلب السجل…
history-older = جارٍ جلب رسائل أقدم. كل شيء منذ { $date } موجود هنا.
history-paused = متوقف. كل شيء منذ { $date } موجود هنا، ولدى الخادم المزيد.
history-paused-empty = متوقف.
history-complete = محدَّث. كل شيء منذ { $date } موجود هنا.
history-empty = محدَّث. لم يحفظ الخادم شيئًا بعد.
history-fetched = { $count ->
    [zero] لم تُجلب أي رسالة منذ البدء
    [one] جُلبت رسالة واحدة منذ البدء
    [two] جُلبت رسالتان منذ البدء
    [few] جُلبت { $count } رسائل منذ البدء
    [many] جُلبت { $count } رسالة منذ البدء
   *[other] جُلبت { $count } رسالة منذ البدء
}
history-left-out = راسلك أكثر من ألف شخص لا تعرفهم. ما يقوله غيرهم من الغرباء يبقى على الخادم.
history-retry = المحاولة التالية: { $time }
history-pause = إيقاف مؤقت
history-resume = متابعة
history-retry-now = إعادة المحاولة
history-brief-older = جلب السجل حتى { $date }
history-brief-date = حتى { $date }
history-brief-beginning = جلب السجل
history-brief-paused = السجل متوقف
history-brief-failed = تعذّر جلب السجل
history-fault-silence = الخادم لا يجيب عند السؤال عن السجل.
history-fault-refused = الخادم لا يعطي السجل.
history-fault-nonsense = ما يرسله الخادم بوصفه سجلًا لا معنى له.
history-fault-unreadable = في السجل رسالة لا يمكن قراءتها، وتقطع الاتصال كلما وصلت. يبقى ما هو أقدم منها على الخادم الآن.
history-fault-store = تعذّرت كتابة السجل على هذا الجهاز.
history-limit-hint = تبقى الرسائل الأقدم على الخادم. وما هو هنا يبقى هنا.
history-limit-everything = كل شيء
history-limit-year = سنة
history-limit-three-months = ثلاثة أشهر
history-limit-month = شهر
history-keeps-hint = يحفظ الخادم الرسائل لكل أجهزتك.
history-keeps-always = كل شيء
history-keeps-contacts = مع جهات الاتصال فقط
history-keeps-never = لا شيء
history-keeps-never-hint = عندها تفوت الأجهزة الأخرى ما يُقال أثناء غيابها.
history-keeps-asking = جارٍ سؤال الخادم…
history-keeps-not-offered = الخادم لا يتيح لك الاختيار.
history-keeps-exceptions = الاستثناءات أكثر مما يستطيع Waxwing حفظه، فلم يتغير شيء.
history-always = يُحفظ دائمًا مع:
history-never = لا يُحفظ أبدًا مع:

connection-title = الاتصال
connection-copy = نسخ التقرير
connection-refresh = السؤال مرة أخرى
connection-section-way = الاتصال
connection-section-certificates = الشهادات
connection-section-server = الخادوم
connection-section-contacts = من يُراسَل
connection-section-status = الأعطال
connection-state = الحالة
connection-place = المضيف الذي وُصل إليه
connection-began = التشفير
connection-began-starttls = اتُّفق عليه قبل أي كلام آخر (STARTTLS)
connection-began-direct = من أول بايت (TLS مباشر)
connection-began-websocket = عبر خادوم الويب (WebSocket)
connection-tls = إصدار TLS
connection-cipher = خوارزمية التشفير
connection-login = طريقة تسجيل الدخول
connection-binding = ربط تسجيل الدخول بالتشفير
connection-binding-exporter = نعم (tls-exporter)
connection-binding-end-point = نعم (tls-server-end-point)
connection-binding-certificate = نعم (شهادتك)
connection-binding-none = لا
connection-since = متصل منذ
connection-session = الجلسة
connection-session-once = منذ { $since }
connection-session-resumed = { $count ->
    [zero] منذ { $since }
    [one] منذ { $since }، واستؤنفت مرة
    [two] منذ { $since }، واستؤنفت مرتين
    [few] منذ { $since }، واستؤنفت { $count } مرات
    [many] منذ { $since }، واستؤنفت { $count } مرة
   *[other] منذ { $since }، واستؤنفت { $count } مرة
}
connection-resumption = بعد انقطاع
connection-resumable = تستمر الجلسة
connection-not-resumable = تبدأ جلسة جديدة
connection-certificate-own = شهادة الخادوم نفسه: { $subject }
connection-certificate-above = يضمنها: { $subject }
connection-no-certificates = تظهر الشهادات ما دام هناك اتصال.
connection-software = البرنامج
connection-software-unknown = لا يقول
connection-can = يستطيع أن
connection-features = { $count ->
    [zero] لا قدرات
    [one] كل القدرات ({ $count })
    [two] كل القدرات ({ $count })
    [few] كل القدرات ({ $count })
    [many] كل القدرات ({ $count })
   *[other] كل القدرات ({ $count })
}
connection-loading = جارٍ سؤال الخادوم…
connection-offline = لا يوجد اتصال؛ يظهر ما عُرف من قبل.
connection-nobody = لا يسمّي الخادوم أحدًا.
connection-purpose-admin = من يديره
connection-purpose-support = المساعدة
connection-purpose-abuse = الإساءة
connection-purpose-security = الأمان
connection-purpose-feedback = الآراء
connection-purpose-sales = المبيعات
connection-purpose-status = صفحات الحالة
connection-open-ask = فتح { $link } ببرنامج آخر؟
connection-open = فتح
connection-status-none = لا يسمّي الخادوم صفحة تخبر بالأعطال.
connection-status-consent = يخبر { $host } بالأعطال. سيرى من يديره عنوانك على الإنترنت.
connection-status-ask = سؤال
connection-status-asking = جارٍ السؤال…
connection-status-well = لم يُعلن عن عطل.
connection-status-planned-now = صيانة مخطط لها منذ { $begin }
connection-status-planned-later = صيانة مخطط لها من { $begin }
connection-status-outage = عطل منذ { $begin }
connection-status-later = أُعلن عن عطل من { $begin }
connection-status-end = يُتوقع أن ينتهي { $end }
connection-status-failed = تعذّرت قراءة الصفحة: { $detail }
feature-archive = يحفظ الرسائل لكل أجهزتك
feature-carbons = يُظهر على كل الأجهزة ما يقال على أحدها
feature-blocking = يُبعد من لا تريد
feature-push = يوقظ الهواتف
feature-profiles = ينشر ما تُظهره عن نفسك
feature-bookmarks = يحفظ مجموعاتك لكل أجهزتك
feature-offline = يحفظ الرسائل في غيابك
feature-registration = يغيّر كلمات السر ويحذف الحسابات
feature-calls = يساعد المكالمات على عبور الجدران النارية
feature-last = يخبر متى كان أحدهم متصلًا آخر مرة
feature-ping = يجيب حين يُسأل هل هو موجود
feature-commands = يتلقى الأوامر
feature-invitations = يدعو الناس
feature-version = يقول ما يعمل عليه

## The XML console

console-title = وحدة XML
console-pause = إيقاف مؤقت
console-resume = متابعة
console-clear = مسح
console-save = حفظ في ملف…
console-save-submit = حفظ
console-save-hint = ما يظهر الآن دون كلمات السر والرموز. لا يستطيع قراءة الملف غيرك.
console-saved = حُفظ باسم { $path }
console-save-failed = تعذّر الحفظ: { $detail }
console-path = الملف
console-words = يحتوي على
console-address = العنوان
console-kinds = الأنواع
console-messages = الرسائل
console-presence = الحضور
console-iq = IQ
console-other = غيرها
console-held = { $count ->
    [0] متوقف مؤقتًا
    [zero] متوقف مؤقتًا
    [one] متوقف مؤقتًا، وزاد واحد منذئذ
    [two] متوقف مؤقتًا، وزاد اثنان منذئذ
    [few] متوقف مؤقتًا، وزادت { $count } منذئذ
    [many] متوقف مؤقتًا، وزاد { $count } منذئذ
   *[other] متوقف مؤقتًا، وزاد { $count } منذئذ
}
console-lost = { $count ->
    [zero] لم يذهب مدخل أقدم
    [one] ذهب مدخل أقدم واحد
    [two] ذهب مدخلان أقدم
    [few] ذهبت { $count } مداخل أقدم
    [many] ذهب { $count } مدخلًا أقدم
   *[other] ذهب { $count } مدخل أقدم
}
console-list = ما يمر عبر الاتصال
console-empty = لم يمر شيء عبر الاتصال منذ فتح الوحدة. لا تظهر كلمات السر والرموز أبدًا.
console-no-match = لا شيء يجتاز المرشّح.
console-in = وارد
console-out = صادر
console-entry = { $way }، { $time }
console-copy = نسخ
console-more = … و{ $bytes } بايت أخرى
console-box = XML للإرسال
console-box-placeholder = message أو presence أو iq
console-templates = قوالب
console-template-message = رسالة
console-template-presence = حضور
console-template-ping = اختبار استجابة الخادوم
console-template-info = ما يستطيعه الخادوم
console-template-items = ما يتبع الخادوم
console-template-version = ما يعمل على الخادوم
console-template-roster = جهات الاتصال

## The list of conversations

sidebar-filter = بحث
sidebar-list = المحادثات
sidebar-add = إضافة جهة اتصال
sidebar-groups = التقسيم حسب المجموعات
sidebar-group-none = بلا مجموعة
sidebar-group-spoken = { $name }، { $count ->
        [zero] لا جهات اتصال
        [one] جهة اتصال واحدة
        [two] جهتا اتصال
        [few] { $count } جهات اتصال
        [many] { $count } جهة اتصال
       *[other] { $count } جهة اتصال
    }
sidebar-group-spoken-unread = { $name }، { $count ->
        [zero] لا جهات اتصال
        [one] جهة اتصال واحدة
        [two] جهتا اتصال
        [few] { $count } جهات اتصال
        [many] { $count } جهة اتصال
       *[other] { $count } جهة اتصال
    }، غير المقروء: { $unread }
sidebar-no-match = لا أحد يطابق «{ $words }».
sidebar-spoken = { $name }، { $presence }: { $text }
sidebar-spoken-unread = { $name }، { $presence }، غير المقروء { $count }: { $text }
sidebar-spoken-marked = { $name }، { $presence }، معلَّمة كغير مقروءة: { $text }
preview-ours = أنت: { $text }
preview-draft = مسودة: { $text }
preview-failed = لم تُسلَّم: { $text }
requests-more = { $count ->
    [zero] ولا أحد غيره
    [one] وواحد آخر
    [two] واثنان آخران
    [few] و{ $count } آخرون
    [many] و{ $count } آخرون
   *[other] و{ $count } آخرون
}
request-words = { $name }: { $words }
request-caption = يريد أن يرى متى تكون متصلًا
request-accept = قبول
request-accept-spoken = قبول { $name }
request-decline = رفض
request-decline-spoken = رفض { $name }
nobody-title = لا أحد هنا بعد
nobody-words = أضف شخصًا بعنوانه لتتحدث معه.
nobody-add = إضافة جهة اتصال
nobody-address = أو دع الآخرين يضيفونك. عنوانك هو { $address }
nobody-copy = نسخ عنوانك
nothing-open = اختر محادثة
nothing-open-hint = ‏Ctrl+F للبحث عن محادثة، وF1 لعرض كل الاختصارات
## Deleting on this machine

message-forget = حذف عندي…
forget-can = «حذف عندي» يحذف من هذا الجهاز فقط. ويبقى لدى { $name } وعلى الخادم وفي أجهزتك الأخرى.
forget-submit = حذف عندي
retract-everyone = حذف لدى الجميع
action-clear = حذف السجل…
clear-account = حذف الرسائل القديمة…
history-section-clear = الحذف من هذا الجهاز
clear-title = حذف السجل: { $name }
clear-all = كل شيء
clear-year = أقدم من سنة
clear-months = { $count ->
    [zero] كل شيء
    [one] أقدم من شهر
    [two] أقدم من شهرين
    [few] أقدم من { $count } أشهر
    [many] أقدم من { $count } شهرًا
   *[other] أقدم من { $count } شهر
}
clear-counting = جارٍ العد…
clear-nothing = لا توجد رسائل كهذه هنا.
clear-count = { $count ->
    [zero] لن تُحذف أي رسالة.
    [one] ستُحذف رسالة واحدة.
    [two] ستُحذف رسالتان.
    [few] ستُحذف { $count } رسائل.
    [many] ستُحذف { $count } رسالة.
   *[other] ستُحذف { $count } رسالة.
}
clear-working = جارٍ الحذف… يمكنك المتابعة في هذه الأثناء.
clear-hint = هذا يحذف نهائيًا من هذا الجهاز فقط. يحتفظ الآخرون والخادم وأجهزتك الأخرى بما لديهم، ولن يعود إلى هنا شيء منه.
clear-submit = حذف

## What is to happen later

# Groups and channels

room-word = مجموعة
room-page = عن هذه المجموعة
room-joining = جارٍ الانضمام…
room-out = لست في هذه المجموعة
room-trouble-reason = { $trouble }: { $reason }
room-refused-banned = أنت محظور من هذه المجموعة
room-refused-members = هذه المجموعة للأعضاء فقط
room-refused-password = تحتاج هذه المجموعة إلى كلمة مرور
room-refused-nick = في هذه المجموعة شخص يحمل اسمك
room-refused-full = هذه المجموعة ممتلئة
room-refused-nothing = لا توجد مجموعة كهذه
room-refused-making = لا توجد مجموعة كهذه، ولا يحق لك إنشاؤها
room-refused-unreachable = لا يمكن الوصول إلى خادم هذه المجموعة
room-refused-kind = لا يستطيع Waxwing الانضمام إلى مجموعات من هذا النوع
room-refused = لا يمكنك الانضمام إلى هذه المجموعة
room-removed-banned-by = حظرك { $name } من هذه المجموعة
room-make-owner = تعيينه مالكًا، يحق له كل شيء
room-reason = السبب (يُخبَرون به)
room-destroy-instead = أين يذهبون بدلًا من ذلك (عنوان، ويمكن تركه فارغًا)
room-destroy-instead-wrong = هذا ليس عنوان مجموعة، مثل name@server
room-removed-banned = تم حظرك من هذه المجموعة
room-removed-kicked = تمت إزالتك من هذه المجموعة
room-removed-kicked-by = أزالك { $name } من هذه المجموعة
room-removed-members = لم تعد عضوًا في هذه المجموعة
room-removed-destroyed = أُغلقت هذه المجموعة
room-owner = مالك
room-admin = مشرف
room-moderator = منسّق
room-visitor = يستمع فقط
room-nick = اسمك هنا { $nick }
room-about = الوصف
room-subject = الموضوع
room-subject-none = بلا موضوع
room-subject-change = تغيير الموضوع
room-subject-submit = تعيين الموضوع
room-here = من هنا
room-occupant-more = المزيد عن { $name }
room-talk = مراسلته على انفراد
room-let-speak = السماح له بالكتابة
room-silence = السماح له بالقراءة فقط
room-make-admin = تعيينه مشرفًا
room-no-admin = جعله عضوًا عاديًا
message-moderated = حذفها مشرفو المجموعة
message-moderated-by = حذفها { $name }
room-expel-body = عليه المغادرة الآن ولم يعد من المجموعة. يعود حين يدعوه أحد.
room-moved-enter = الانتقال إلى الجديدة
room-nick-taken = يوجد هنا من يحمل هذا الاسم. اختر اسمًا آخر.
room-link = رابط هذه المجموعة
room-link-copy = نسخ الرابط
room-link-code = رمز QR
room-link-code-spoken = رمز QR فيه الرابط { $link }
room-unlist-body = لم يعد من المجموعة. يدخلها الجميع: يمكنه البقاء والعودة.
room-ignore = تجاهل
room-heed = إيقاف التجاهل
room-ignored = متجاهَل
room-ignored-all = من تتجاهلهم
message-ignore = تجاهل { $name }
message-heed = إيقاف تجاهل { $name }
message-ignored = من شخص تتجاهله
preview-ignored = رسالة متجاهَلة
room-kick = إزالة من المجموعة…
room-kick-title = إزالة { $nick } من { $name }؟
room-kick-body = عليه المغادرة الآن. وحيث يدخل الجميع، يمكنه العودة.
room-kick-submit = إزالة
room-ban = حظر من المجموعة…
room-ban-title = حظر { $nick } من { $name }؟
room-ban-body = عليه المغادرة الآن، ولا يعود قبل أن يسمح له أحد مديري المجموعة.
room-ban-submit = حظر
room-configure = الإعدادات…
room-settings = إعدادات { $name }
room-settings-asked = جارٍ سؤال الخادم…
room-settings-submit = حفظ
room-set-listed = تظهر في قائمة الخادم
room-set-subject = يمكن للجميع تغيير الموضوع
room-set-stays = تبقى حين يغادر آخر من فيها
room-belonging = الأعضاء
room-members = كل من ينتمي إليها
room-banned = المحظورون
room-members-asking = جارٍ سؤال المجموعة…
room-members-none = لا أحد
room-let-back = السماح بالعودة
room-nick-change = تغيير اسمك هنا
room-nick-field = اسمك هنا
room-nick-submit = تغيير الاسم
room-destroy = إنهاء المجموعة للجميع…
room-destroy-title = إنهاء { $name } للجميع؟
room-destroy-body = على الجميع المغادرة ولا يمكن لأحد العودة، ولا أنت. ما قيل يبقى عند من لديه.
room-destroy-submit = إنهاء المجموعة
room-leave = مغادرة المجموعة…
room-enter = الانضمام مجددًا
room-leave-title = مغادرة { $name }؟
room-leave-closed = تغادرها على جميع أجهزتك، ولا تعود إلا بدعوة جديدة. ما قيل يبقى على هذا الحاسوب.
room-leave-open = تغادرها على جميع أجهزتك، ويمكنك العودة متى شئت. ما قيل يبقى على هذا الحاسوب.
room-leave-submit = مغادرة
room-like = طبيعتها
room-closed = للأعضاء فقط
room-open = يمكن للجميع الانضمام
room-anonymous = لا يرى العناوين إلا القائمون عليها
room-named = يرى الجميع عناوين الجميع
room-kept = يحتفظ الخادم بما يُقال
room-not-kept = لا يحتفظ الخادم بما يُقال
room-moderated = لا يحق للقادمين الجدد إلا القراءة أولًا
room-locked = تحتاج إلى كلمة مرور
room-passing = تُغلق حين يغادر آخر من فيها
room-silent = لا يحق لك هنا إلا القراءة
room-ask-voice = طلب الكلام
room-asked-voice = طلبتَ الكتابة هنا. القرار لمن يديرون المجموعة.
room-asks-voice = { $name } يطلب الكتابة هنا
room-asks-voice-more = { $count ->
    [zero] { $name } يطلب الكتابة هنا
    [one] { $name } يطلب الكتابة هنا، وشخص آخر ينتظر
    [two] { $name } يطلب الكتابة هنا، وشخصان آخران ينتظران
    [few] { $name } يطلب الكتابة هنا، و{ $count } آخرون ينتظرون
    [many] { $name } يطلب الكتابة هنا، و{ $count } شخصًا آخر ينتظرون
   *[other] { $name } يطلب الكتابة هنا، و{ $count } شخص آخر ينتظرون
}
room-allow-voice = سماح
room-allow-voice-of = السماح بالكتابة: { $name }
room-not-now = ليس الآن
room-invited = أنت مدعو إلى { $room }
room-invited-by = يدعوك { $name } إلى { $room }
room-accept = انضمام
room-decline = رفض
group-new = مجموعة جديدة
group-name = اسم المجموعة
group-people = اسم، أو عنوان أي شخص
group-no-picture = المجموعة موجودة، لكن تعذّر ضبط صورتها.
group-already = { $name } (في المجموعة)
group-nobody = لا جهات اتصال بهذا الاسم. اكتب العنوان كاملًا لاختيار شخص آخر.
group-new-submit = إنشاء
group-invite = دعوة أشخاص
group-invite-title = دعوة أشخاص إلى { $name }
group-not-invited = تعذّرت دعوة { $name }.
group-invite-submit = دعوة
channel-join = الانضمام إلى قناة
channel-address = العنوان أو الاسم
channel-address-hint = مثل birds@rooms.example.org
channel-password = كلمة المرور
channel-list = عرض قنوات الخادم
channel-list-asked = جارٍ سؤال الخادم…
channel-list-empty = لا يعرض الخادم قنوات كهذه.
channel-everywhere = ابحث عن «{ $word }» في جميع الخوادم
channel-everywhere-consent = ما تبحث عنه وعنوانك يصلان إلى { $service }، وهو دليل عام.
channel-everywhere-asked = جارٍ البحث في جميع الخوادم…
channel-everywhere-empty = لا توجد قناة عامة معروفة كهذه.
channel-everywhere-away = تعذّر على خادمك الوصول إلى { $service }.
channel-everywhere-away-advice = حاول لاحقًا، أو تصفّح قنوات خادمك.
channel-join-submit = انضمام
preview-by = { $name }: { $text }
message-by = { $name }، { $time }: { $text }
message-only-you = لك وحدك: { $text }
message-only-them = إلى { $name } فقط: { $text }
room-only-you = { $name } · لك وحدك
room-only-them = إلى { $name } فقط
room-whisper = اكتب إليه وحده هنا
message-reply-alone = رُدّ عليه وحده
row-mentioned = { $row }، ذُكر اسمك
room-people = { $count ->
    [zero] لا أحد
    [one] شخص واحد
    [two] شخصان
    [few] { $count } أشخاص
    [many] { $count } شخصًا
   *[other] { $count } شخص
}
room-present = { $count ->
    [zero] لا أحد هنا
    [one] واحد هنا
    [two] اثنان هنا
    [few] { $count } هنا
    [many] { $count } هنا
   *[other] { $count } هنا
}
room-belong = أعضاء المجموعة
room-lookalike = يشبه { $name }، وقد يكون شخصًا آخر
room-typing-one = { $name } يكتب…
room-typing-two = { $name } و{ $other } يكتبان…
room-typing-several = عدة أشخاص يكتبون…
room-absent = ليس هنا الآن
room-people-more = { $count ->
    [zero] ولا أحد غيرهم
    [one] وشخص آخر
    [two] وشخصان آخران
    [few] و{ $count } آخرون
    [many] و{ $count } آخرًا
   *[other] و{ $count } آخر
}
room-picture = الصورة
room-picture-choose-title = اختر صورة للمجموعة
room-slowed = { $seconds ->
    [zero] ينتظر الجميع بين رسالتين هنا. سترسل رسالتك تلقائيًا.
    [one] ينتظر الجميع ثانية بين رسالتين هنا. سترسل رسالتك تلقائيًا.
    [two] ينتظر الجميع ثانيتين بين رسالتين هنا. سترسل رسالتك تلقائيًا.
    [few] ينتظر الجميع { $seconds } ثوانٍ بين رسالتين هنا. سترسل رسالتك تلقائيًا.
    [many] ينتظر الجميع { $seconds } ثانية بين رسالتين هنا. سترسل رسالتك تلقائيًا.
   *[other] ينتظر الجميع { $seconds } ثانية بين رسالتين هنا. سترسل رسالتك تلقائيًا.
}
room-slow = { $seconds ->
    [zero] رسالة كل لحظة
    [one] رسالة كل ثانية
    [two] رسالة كل ثانيتين
    [few] رسالة كل { $seconds } ثوانٍ
    [many] رسالة كل { $seconds } ثانية
   *[other] رسالة كل { $seconds } ثانية
}

action-send-later = إرسال لاحقًا…
message-remind = ذكّرني…
time-say = إرسال لاحقًا
time-say-submit = جدولة
time-remind = تذكيري بهذه الرسالة
time-remind-submit = ذكّرني
time-move = تغيير الوقت
time-move-submit = تغيير
time-hour = بعد ساعة
time-tonight = هذا المساء
time-tomorrow = غدًا صباحًا
time-monday = صباح الاثنين
time-day = اليوم
time-day-hint = السنة والشهر واليوم، مثل 2027-01-31
time-time = الوقت
time-wrong = الساعات والدقائق، مثل 18:30
time-over = لقد مضى هذا الوقت.
moment-tomorrow = غدًا الساعة { $time }
waiting-title = الرسائل المجدولة
waiting-bar = { $count ->
    [zero] لا رسائل مجدولة.
    [one] سترسل رسالة واحدة: { $time }.
    [two] سترسل رسالتان، أولاهما: { $time }.
    [few] سترسل { $count } رسائل، أولاها: { $time }.
    [many] سترسل { $count } رسالة، أولاها: { $time }.
   *[other] سترسل { $count } رسالة، أولاها: { $time }.
}
waiting-overdue = { $count ->
    [zero] لا رسائل مجدولة.
    [one] رسالة مجدولة واحدة تنتظر الاتصال.
    [two] رسالتان مجدولتان تنتظران الاتصال.
    [few] { $count } رسائل مجدولة تنتظر الاتصال.
    [many] { $count } رسالة مجدولة تنتظر الاتصال.
   *[other] { $count } رسالة مجدولة تنتظر الاتصال.
}
waiting-show = عرض
waiting-for-connection = فور توفر الاتصال
waiting-now = إرسال الآن
waiting-drop = حذف دون إرسال
said-late = أُرسلت متأخرة: كانت مجدولة في { $time }.
composer-rewrites = تغيير رسالة مجدولة
reminders-title = التذكيرات
reminder-due = حان وقته: { $time }
reminder-go = الانتقال إلى الرسالة
reminder-drop = إزالة هذا التذكير
reminder-gone = لم تعد هذه الرسالة هنا.
reminder-show = عرض
reminder-all = الكل ({ $count })
reminder-notice = تذكير
reminder-notice-of = تذكير · { $name }

## Searching in what was said

search-here = البحث في هذه المحادثة
search-syntax = المرشّحات: من: في: بعد: قبل: يوم: مع:رابط مع:ملف، و«كلمات متجاورة» بين علامتي اقتباس
search-key-from = من
search-key-in = في
search-key-after = بعد
search-key-before = قبل
search-key-on = يوم
search-key-has = مع
search-value-today = اليوم
search-value-yesterday = أمس
search-value-link = رابط
search-value-file = ملف
search-me = أنا
search-them = أي شخص آخر
search-hit-ours = أنت إلى { $name }
search-hit-spoken = { $name }، { $time }: { $text }
search-hits = الرسائل التي عُثر عليها
search-people = الأشخاص والمحادثات
search-messages = الرسائل
search-from = من
search-in = في
search-date = التاريخ
search-has = مع
search-link = رابط
search-file = ملف
search-week = آخر سبعة أيام
search-month = آخر ثلاثين يومًا
search-year = هذا العام
search-after-day = ابتداءً من يوم…
search-before-day = قبل يوم…
search-chip-from = من: { $name }
search-chip-in = في: { $name }
search-chip-after = ابتداءً من { $day }
search-chip-before = قبل { $day }
search-chip-link = مع رابط
search-chip-file = مع ملف
search-chip-add = مرشّح: { $filter }
search-chip-remove = إزالة المرشّح «{ $filter }»
search-next = النتيجة التالية (الأقدم)
search-previous = النتيجة السابقة (الأحدث)
search-fold = طيّ النتائج
search-unfold = عرض النتائج
search-close = إغلاق البحث
search-place = { $place } من { $count }
search-place-more = { $place } من { $count } أو أكثر
search-count = { $count ->
    [zero] لا نتائج
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { $count } نتائج
    [many] { $count } نتيجة
   *[other] { $count } نتيجة
}
search-count-more = { $count } نتيجة وأكثر
search-nothing = لا توجد رسالة فيها هذا.
search-unknown = لا أحد ولا محادثة باسم «{ $name }».
search-wrong = «{ $filter }» لا معنى له وقد أُهمل.
search-failed = فشل البحث: { $why }
search-retry = البحث مجددًا
search-incomplete = لا تزال بعض الرسائل قيد الإعداد للبحث.
search-older = لا تزال الرسائل الأقدم على الخادوم: ما هو هنا يبدأ في { $day }.
search-server = البحث على الخادوم
search-server-looking = الخادوم يبحث…
search-server-nothing = لم يعثر الخادوم على شيء أيضًا.
search-server-unable = لا يستطيع هذا الخادوم البحث فيما يحفظه. الانتقال إلى تاريخ يجلب ما قيل حينها.
search-server-failed = تعذّر البحث على الخادوم: { $why }
search-server-more = عرض المزيد من الخادوم
search-server-hits = على الخادوم فقط
search-server-spoken = { $hit } (على الخادوم فقط)
reach-fetching = يجري جلب ما قيل قرابة { $day } من الخادوم…
reach-failed = تعذّر جلب ما قيل قرابة { $day }: { $why }
go-to-date = الانتقال إلى تاريخ…
day-field = اليوم
day-hint = السنة والشهر واليوم، مثل 2026-01-31؛ ويكفي الشهر أو السنة
day-wrong = لا وجود لهذا اليوم.
day-submit = انتقال
day-previous = الشهر السابق
day-next = الشهر التالي
month-year = { $month } { $year }

## A conversation

conversation-messages = الرسائل مع { $name }
conversation-empty = هذه بداية محادثتك مع { $name }.
conversation-back = العودة إلى المحادثات
conversation-more = المزيد
conversation-jump = الانتقال إلى أحدث رسالة
conversation-jump-count = { $count ->
    [zero] الانتقال إلى أحدث رسالة
    [one] الانتقال إلى رسالة جديدة واحدة
    [two] الانتقال إلى رسالتين جديدتين
    [few] الانتقال إلى { $count } رسائل جديدة
    [many] الانتقال إلى { $count } رسالة جديدة
   *[other] الانتقال إلى { $count } رسالة جديدة
}
unread-line = رسائل جديدة
composer-name = رسالة إلى { $name }
composer-placeholder = اكتب رسالة…
composer-send = إرسال
composer-send-more = طرق أخرى للإرسال
composer-unsaid = تعذّر حفظها الآن، فلم تُرسل. هل القرص ممتلئ؟ نصّك ما زال هنا.
message-too-late = قد تكون في طريقها بالفعل، فلا يمكن استرجاعها.
composer-too-long = هذا أطول من أن تتسع له رسالة واحدة. لم يُدرج شيء.
message-theirs = { $time }: { $text }
message-ours = أنت، { $time }: { $text } ({ $state })
message-copy = نسخ
message-delivery = تفاصيل التسليم
message-copy-link = نسخ الرابط
message-copy-code = نسخ الشيفرة
message-code = شيفرة
message-quote = اقتباس
message-try-again = إعادة المحاولة
message-delete = حذف
picture-look = عرض { $name }
picture-none = هذا الملف ليس صورة، مهما قال اسمه.
picture-unsupported = لا يمكن عرض الصور من هذا النوع ({ $kind }) هنا. افتحها أو احفظها بدلًا من ذلك.
picture-too-large = هذه الصورة أكبر من أن تُعرض: { $width } × { $height } بكسل.
picture-too-long = ملف هذه الصورة أكبر من أن يُعرض.
picture-broken = هذه الصورة تالفة ولا يمكن عرضها.
gallery-open = الصور والملفات والروابط
gallery-title = الصور والملفات والروابط
gallery-pictures = الصور
gallery-files = الملفات
gallery-no-pictures = لا توجد صور في هذه المحادثة.
gallery-no-files = لا توجد ملفات في هذه المحادثة.
gallery-links = الروابط
gallery-no-links = لا توجد روابط في هذه المحادثة.
gallery-show-message = إظهاره في المحادثة
lightbox-title = صورة
lightbox-count = { $at } من { $count }
lightbox-previous = الصورة السابقة
lightbox-next = الصورة التالية
lightbox-larger = تكبير
lightbox-smaller = تصغير
lightbox-copy = نسخ الصورة
lightbox-save = حفظ باسم…
lightbox-close = إغلاق الصورة
message-show-all = عرض الكل
message-failed = لم تُسلَّم. { $why }
state-received = استُلمت { $time }
state-received-late = أُرسلت { $time } ووصلت متأخرة
state-sending = جارٍ الإرسال…
state-waiting = بانتظار الاتصال
state-sent = أُرسلت { $sent }
state-delivered = أُرسلت { $sent } وسُلّمت { $delivered }
state-displayed = أُرسلت { $sent } وقُرئت { $displayed }
state-failed = لم تُسلَّم
failed-several = { $count ->
    [zero] لا رسائل لم تُسلَّم.
    [one] لم تُسلَّم رسالة واحدة.
    [two] لم تُسلَّم رسالتان.
    [few] لم تُسلَّم { $count } رسائل.
    [many] لم تُسلَّم { $count } رسالة.
   *[other] لم تُسلَّم { $count } رسالة.
}
failed-retry-all = أعد إرسالها كلها
contact-copy-address = نسخ العنوان
mark-read = تعليم كمقروءة
mark-unread = تعليم كغير مقروءة
contact-add = إضافة إلى جهات الاتصال…
contact-rename = إعادة التسمية…
contact-remove = إزالة جهة الاتصال…

## What is done with what was said

you = أنت
list-separator = {"، "}
key-space = مسافة
key-delete = حذف
message-reply = رد
message-react = تفاعل…
message-edit = تعديل
message-forward = إعادة توجيه…
message-select = تحديد
message-versions = سجل التعديلات
message-retract = حذف لدى الجميع…
message-deleted = حُذفت الرسالة
message-edited = معدَّلة
message-edited-spoken = معدَّلة. عرض سجل التعديلات
message-read-by = { $text }. قرأها { $names }
message-readers = قرأها { $names }
message-readers-more = +{ $count }
message-was-edited = { $text } (معدَّلة)
message-answers = { $text }. ردًا على { $answered }
message-reactions = التفاعلات
reply-gone = رسالة ليست هنا
reply-answered = { $name }: { $text }
reply-spoken = ردًا على { $answered }
spoiler-covered = نص مخفي
spoiler-covered-hint = مخفي: { $hint }
spoiler-show = عرض
spoiler-spoken = { $text }. اضغط لعرضه
reaction-spoken = { $emoji }: { $names }
reaction-others = { $names } و{ $count ->
    [zero] لا أحد غيرهم
    [one] شخص آخر
    [two] شخصان آخران
    [few] { $count } آخرون
    [many] { $count } آخرون
   *[other] { $count } آخرون
}
reaction-failed = لم يصل تفاعلك. { $why }
correction-failed = لم يصل تعديلك. { $why }
retraction-failed = لم تُحذف لديهم. { $why }
change-give-up = تراجع
state-change-sending = تعديلك في الطريق
composer-answers = رد على { $name }
composer-answer-cancel = إلغاء الرد
composer-corrects = تعديل الرسالة
composer-whispers = إلى { $name } فقط
composer-whispers-hint = لن يراها أحد غيره في المجموعة.
composer-whisper-cancel = اكتب إلى الجميع من جديد
composer-correct-cancel = إلغاء التعديل
composer-more = المزيد لهذه الرسالة
composer-cover = إرسال كنص مخفي
composer-uncover = عدم الإخفاء
composer-cover-hint = مخفي حتى يُنقر عليه. عمَّ يتحدث؟ (ليس لازمًا)
link-preview-attach = إرفاق معاينة للرابط
link-preview-fetching = يجري جلب المعاينة…
link-preview-attached = سيُرسل مع معاينة
link-preview-none = لا تذكر هذه الصفحة شيئًا عن نفسها، فلا معاينة لها
link-preview-failed = لا توجد معاينة
link-preview-drop = الإرسال بدونها
link-preview-spoken = رابط إلى { $host }: { $text }
action-edit-last = تعديل آخر رسالة
marked-count = { $count ->
    [zero] لا رسائل محددة
    [one] رسالة محددة
    [two] رسالتان محددتان
    [few] { $count } رسائل محددة
    [many] { $count } رسالة محددة
   *[other] { $count } رسالة محددة
}
marked-cancel = إنهاء التحديد
marked-copied = { $name }، { $time }:
versions-title = سجل التعديلات
versions-now = { $time }، كما هي الآن
versions-first = { $time }، كما كانت أولًا
versions-spoken = { $time }: { $text }
retract-title = { $count ->
    [zero] لا شيء للحذف
    [one] حذف هذه الرسالة؟
    [two] حذف رسالتين؟
    [few] حذف { $count } رسائل؟
    [many] حذف { $count } رسالة؟
   *[other] حذف { $count } رسالة؟
}
retract-can = «حذف لدى الجميع» يحذف النص هنا وعلى أجهزتك الأخرى، ويُطلب من تطبيقات { $name } حذفه أيضًا. وتبقى عبارة «حُذفت الرسالة» مكانه.
retract-moderated = أنت تدير { $name }: ما قاله الآخرون يُحذف لدى الجميع، ويرى الجميع أنه حُذف.
retract-cannot = ما قُرئ أو نُسخ أو حفظه خادم لا يمكن استرجاعه، والتطبيقات التي لا تعرف الحذف تظل تعرضه.
retract-unsent = لم تُرسل قط، فلم يرها أحد غيرك.
retract-kept = { $count ->
    [zero] لا رسائل محددة من { $name }.
    [one] رسالة محددة واحدة من { $name } ولا يمكن حذفها إلا عندك.
    [two] رسالتان محددتان من { $name } ولا يمكن حذفهما إلا عندك.
    [few] { $count } رسائل محددة من { $name } ولا يمكن حذفها إلا عندك.
    [many] { $count } رسالة محددة من { $name } ولا يمكن حذفها إلا عندك.
   *[other] { $count } رسالة محددة من { $name } ولا يمكن حذفها إلا عندك.
}
retract-submit = حذف
forward-title = { $count ->
    [zero] لا شيء لإعادة التوجيه
    [one] إعادة توجيه الرسالة إلى
    [two] إعادة توجيه رسالتين إلى
    [few] إعادة توجيه { $count } رسائل إلى
    [many] إعادة توجيه { $count } رسالة إلى
   *[other] إعادة توجيه { $count } رسالة إلى
}
forward-filter = البحث عن أشخاص
forward-submit = إعادة توجيه
react-title = تفاعل
react-usual = تفاعلات للاختيار
react-more = كل الرموز التعبيرية
preview-deleted = حُذفت الرسالة
preview-spoiler = نص مخفي
preview-spoiler-hint = مخفي: { $hint }

## الملفات

# بين العدد الصحيح وكسره.
decimal-sign = .
size-bytes = { $count ->
    [zero] 0 بايت
    [one] بايت واحد
    [two] بايتان
    [few] { $count } بايتات
    [many] { $count } بايتًا
   *[other] { $count } بايت
}
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
size-terabytes = { $number } TB
file-kind-picture = صورة
file-kind-video = فيديو
file-kind-audio = صوت
file-kind-voice = رسالة صوتية
file-kind-file = ملف
file-with-words = { $file }: { $text }
file-spoken = { $kind }: { $name }
file-percent = { $percent } %
file-fetch = تنزيل { $name }
file-stop = إيقاف تنزيل { $name }
file-stop-ours = إيقاف إرسال { $name }
file-open = فتح { $name }
file-show = إظهار { $name } في مجلده
file-save = حفظ { $name } باسم
file-dangerous = قد تُشغّل ملفات كهذا شيئًا على حاسوبك، لذلك لم يُفتح. تجده في المجلد الذي عُرض بدلًا من ذلك.
file-no-program = لا يوجد برنامج على هذا الحاسوب يفتحه. «حفظ الملف باسم…» يضع الملف حيث تريد.
file-not-opened = تعذّر فتحه: { $why }
link-no-program = لا يوجد برنامج على هذا الحاسوب يفتح الرابط. نُسخ بدلًا من ذلك: الصقه حيث تريد.
link-not-opened = تعذّر فتح الرابط ({ $why }). نُسخ بدلًا من ذلك: الصقه حيث تريد.
file-not-copied = تعذّر وضع الصورة في الحافظة.
file-not-saved = لم يُحفظ. { $why }
files-no-dialog = ليس في سطح مكتبك نافذة لاختيار الملفات. يمكنك سحب الملفات إلى هذه النافذة، أو نسخها في مدير الملفات ولصقها هنا.
files-no-dialog-save = ليس في سطح مكتبك نافذة لاختيار المكان. أظهر الملف في مجلده وانسخه من هناك.
files-drop = أفلت الملفات هنا لإرسالها إلى { $name }
files-nowhere = افتح محادثة أولًا، ثم يمكن إرسال الملفات إليها.
transfer-preparing = قيد التحضير…
transfer-waiting = قيد الانتظار…
transfer-checking = قيد التحقق…
transfer-of = { $done } من { $total }
transfer-speed = { $size }/ث
held-asked = لم يُنزّل
held-stranger = من شخص لا تعرفه
held-large = لم يُنزّل بسبب حجمه
held-freed = أُزيل لتوفير المساحة
held-nowhere = لم يُرفع بعد
trouble-no-service = خادمك لا يقبل الملفات.
trouble-no-service-advice = استخدم حسابًا على خادم آخر، أو اسأل من يدير خادمك.
trouble-too-large = إنه كبير جدًا: يقبل خادمك ملفات حتى { $most }.
trouble-too-large-unknown = إنه كبير جدًا على خادمك.
trouble-too-large-advice = صغّره، أو ضعه في مكان آخر وأرسل الرابط.
trouble-too-large-here = إنه أكبر مما يمكن تنزيله هنا.
trouble-quota = تشغل ملفاتك على الخادم كل المساحة المتاحة لك هناك.
trouble-quota-until = حاول مرة أخرى: { $time }.
trouble-quota-advice = حاول لاحقًا، بعد انتهاء صلاحية الملفات الأقدم.
trouble-refused = رفض الخادم الملف.
trouble-refused-said = رفض الخادم الملف: «{ $words }».
trouble-unreadable = تتعذّر قراءة الملف: { $why }.
trouble-unreadable-advice = تأكد من أنه ما زال في مكانه.
trouble-gone = لم يعد الملف على الخادم.
trouble-gone-ours = لم يعد الملف المراد إرساله موجودًا.
trouble-gone-advice = اطلب إرساله مرة أخرى.
trouble-status = أجاب الخادم بالخطأ { $number }.
trouble-connection = فشل الاتصال: { $why }.
trouble-insecure = الطريق إليه غير مشفّر، لذلك لم يُنزّل.
trouble-length = حجم ما وصل يختلف عن حجم الملف المرسل.
trouble-altered = ما وصل ليس الملف المرسل، لذلك أُهمل.
trouble-altered-advice = حاول مرة أخرى. إن لم يفد ذلك فاطلب إرساله من جديد. وإن تكرر فقد يكون أحدٌ يعبث به.
trouble-disk = تتعذّر كتابته على القرص: { $why }.
trouble-disk-advice = وفّر بعض المساحة وحاول مرة أخرى.
trouble-stopped = أوقفتَ التنزيل.
trouble-stopped-ours = أوقفتَه قبل إرساله.
message-open-file = فتح الملف
message-show-file = إظهار في المجلد
message-save-file = حفظ الملف باسم…
message-copy-picture = نسخ الصورة
message-fetch-file = تنزيل الملف
message-stop-file = إيقاف الملف
composer-attach = إرفاق ملفات…
send-files-title = { $count ->
    [zero] إرسال ملفات إلى { $name }
    [one] إرسال ملف إلى { $name }
    [two] إرسال ملفين إلى { $name }
    [few] إرسال { $count } ملفات إلى { $name }
    [many] إرسال { $count } ملفًا إلى { $name }
   *[other] إرسال { $count } ملف إلى { $name }
}
send-files-list = { $count ->
    [zero] لا ملفات
    [one] ملف واحد
    [two] ملفان
    [few] { $count } ملفات
    [many] { $count } ملفًا
   *[other] { $count } ملف
}
send-files-more = إضافة ملفات أخرى…
send-files-caption = أضف تعليقًا
send-files-remove = عدم إرسال { $name }
send-files-original = إرسال الصور كما هي
send-files-prepared-hint = تُصغَّر الصور الكبيرة، ويُزال ما تحمله عن مكان التقاطها وطريقته.
send-files-original-hint = تُرسل مع كل ما تحمله: المكان والوقت والكاميرا.
send-files-over = كبير جدًا على خادمك: { $size }
send-files-unreadable = تتعذّر قراءته: { $why }
send-files-folder = لا يمكن إرسال مجلد. اضغطه في ملف أولًا.
send-files-no-file = هذا ليس ملفًا يمكن إرساله.
send-files-limit = يقبل خادمك ملفات حتى { $most }. أزل ما هو أكبر.
send-files-gone = لم يعد موجودًا هناك.
send-files-some = أزل ما لا يمكن إرساله.
send-files-no-service = خادمك لا يقبل الملفات.
send-files-unknown = لا يوجد اتصال الآن. ستُرسل حالما يتوفر.
send-files-reading = يجري فحص الملفات…
send-files-too-many = { $most ->
    [zero] لا يمكن إرسال ملفات دفعة واحدة.
    [one] لا يمكن إرسال أكثر من ملف واحد دفعة واحدة.
    [two] لا يمكن إرسال أكثر من ملفين دفعة واحدة.
    [few] لا يمكن إرسال أكثر من { $most } ملفات دفعة واحدة.
    [many] لا يمكن إرسال أكثر من { $most } ملفًا دفعة واحدة.
   *[other] لا يمكن إرسال أكثر من { $most } ملف دفعة واحدة.
}
settings-files = الملفات والتخزين
settings-files-words = ملفات تنزيل تلقائي صور فيديو تخزين مساحة قرص حصة حذف
setting-files-from = التنزيل التلقائي من
setting-files-from-hint = قد يعرف مُرسل الملف عنوانك على الإنترنت عند تنزيله
setting-files-pictures = الصور
setting-files-voice = الرسائل الصوتية
setting-files-sounds = الموسيقى والأصوات الأخرى
setting-files-videos = الفيديو
setting-files-others = ملفات أخرى
setting-files-quota = الاحتفاظ بما لا يزيد على
setting-files-quota-hint = إذا زادت، تُزال أقدم الملفات من هذا الجهاز؛ وتبقى الرسائل
setting-files-room = المساحة المشغولة
files-from-contacts = جهات الاتصال
files-from-everybody = الجميع
files-from-nobody = لا أحد
files-never = أبدًا
files-up-to = حتى { $size }
files-no-quota = كل شيء
files-usage = { $count ->
    [zero] لا ملفات
    [one] ملف واحد، { $size }
    [two] ملفان، { $size }
    [few] { $count } ملفات، { $size }
    [many] { $count } ملفًا، { $size }
   *[other] { $count } ملف، { $size }
}
files-usage-unknown = يجري العد…
files-free = توفير مساحة…
files-free-question = هل تريد إزالة ملفات من هذا الجهاز؟ تبقى الرسائل، ويمكن تنزيل الملفات مرة أخرى ما دام الخادم يحتفظ بها.
files-free-all = إزالة الكل ({ $size })
files-free-keep = إبقاء أحدث { $size }
files-freeing = تجري الإزالة…
## الأصوات والرسائل الصوتية

voice-record = تسجيل رسالة صوتية
voice-recording = جارٍ التسجيل
voice-stop = إيقاف التسجيل
voice-discard = حذف التسجيل
voice-send = إرسال الرسالة الصوتية
voice-held = اترك الزر للإرسال. لحذف التسجيل ابتعد عنه أولًا أو اضغط Esc.
voice-held-away = اترك الزر لحذف التسجيل
voice-too-short = كان ذلك أقصر من أن يكون رسالة، ولم يُحفظ.
voice-not-stored = لا يمكن كتابة التسجيل على القرص، فلم يُرسل: { $detail }
sound-voice = رسالة صوتية
sound-audio = صوت: { $name }
sound-play = تشغيل { $name }
sound-pause = إيقاف { $name } مؤقتًا
sound-play-voice = تشغيل الرسالة الصوتية
sound-pause-voice = إيقاف الرسالة الصوتية مؤقتًا
sound-time = { $at } / { $all }
sound-position = الموضع: { $at } من { $all }
sound-position-of = الموضع: في البداية، والمدة كلها { $all }
sound-speed = السرعة: { $speed }
sound-speed-usual = 1×
sound-speed-faster = 1.5×
sound-speed-double = 2×
sound-no-system = لا يعمل هنا أي نظام صوت. يشغّل Waxwing الصوت ويسجّله عبر PipeWire أو PulseAudio.
sound-no-speaker = لا توجد سماعة. وصّل واحدة وأعد المحاولة.
sound-no-microphone = لا يوجد ميكروفون. وصّل واحدًا وأعد المحاولة.
sound-refused-speaker = نظام الصوت لا يسمح لـ Waxwing بتشغيل أي شيء.
sound-refused-microphone = نظام الصوت لا يسمح لـ Waxwing باستعمال الميكروفون. راجع إعدادات الخصوصية فيه.
sound-lost-speaker = اختفت السماعة. أعد المحاولة بسماعة أخرى.
sound-lost-microphone = لا يصل شيء من الميكروفون. هل هو موصول ومشغَّل؟
sound-unsupported = لا يستطيع Waxwing تشغيل هذا النوع من الصوت. قد يستطيع برنامج آخر.
sound-damaged = لا يمكن تشغيل هذا الصوت: الملف تالف.
sound-file = لا يمكن قراءة هذا الصوت: { $detail }

## What happened to a message on its way

delivery-title = تفاصيل التسليم
step-queued = حُفظت على هذا الجهاز
step-written = أُرسلت إلى الخادوم
step-acked = استلمها الخادوم { $server }
step-archived = محفوظة في أرشيف { $server }
step-handed-out = وزعتها المجموعة
step-delivered = وصلت إلى جهاز
step-read-by = قرأها { $name }
step-read-until = قُرئ حتى هنا أو أبعد: { $time }
step-displayed = قُرئت
step-retried = أُرسلت مجددًا
step-planned = كان مقررًا لهذا الوقت
await-connection = في انتظار الاتصال
await-since = لا اتصال منذ { $time }
await-stopped = في الانتظار إلى أن تتمكن من الاتصال مجددًا
await-switched-off = في الانتظار: الحساب متوقف
await-switched-off-hint = تُرسل عندما تشغّل الحساب.
await-news = يُجلب أولًا ما فات
await-news-hint = تُرسل بعد ذلك، إن لم تكن قد وصلت.
await-send = ستُرسل حالًا
await-accept = في انتظار أن يستلمها { $server }
await-arrive = لم يؤكد أي جهاز وصولها بعد
await-arrive-hint = بعض البرامج لا تؤكد أبدًا.
await-seen = لا يُعرف هل قُرئت
await-seen-hint = ليس الجميع يخبر بذلك.

# إشعارات سطح المكتب.
notice-new = { $count ->
    [zero] لا رسائل جديدة
    [one] رسالة جديدة
    [two] رسالتان جديدتان
    [few] { $count } رسائل جديدة
    [many] { $count } رسالة جديدة
   *[other] { $count } رسالة جديدة
}
notice-messages = { $count ->
    [zero] لا رسائل
    [one] رسالة واحدة
    [two] رسالتان
    [few] { $count } رسائل
    [many] { $count } رسالة
   *[other] { $count } رسالة
}
notice-places = { $count ->
    [zero] في أي محادثة
    [one] في محادثة واحدة
    [two] في محادثتين
    [few] في { $count } محادثات
    [many] في { $count } محادثة
   *[other] في { $count } محادثة
}
notice-together = { $messages } { $places }
notice-names-more = { $names } و{ $count } غيرهم
notice-open = فتح
notice-reply = رد
notice-reply-to = الرد على { $name }…

# العلامة في شريط النظام.
tray-unread = { $count ->
    [zero] لا رسائل غير مقروءة
    [one] رسالة غير مقروءة
    [two] رسالتان غير مقروءتين
    [few] { $count } رسائل غير مقروءة
    [many] { $count } رسالة غير مقروءة
   *[other] { $count } رسالة غير مقروءة
}
tray-open = فتح Waxwing
tray-calm = عدم الإزعاج
note-autostart = تعذّر تغيير البدء مع الحاسوب: { $detail }

# إعداداتها.
settings-notices = الإشعارات
settings-notices-words = تنبيهات إشعارات فقاعات سطح المكتب
settings-tray = شريط النظام والبدء
settings-tray-words = أيقونة لوحة خلفية إغلاق إخفاء تصغير دخول تلقائي
setting-notice-text = ما تعرضه الإشعارات
setting-notice-text-hint = قد يرى الآخرون شاشتك.
notice-text-all = المرسل والنص
notice-text-sender = المرسل فقط
notice-text-none = لا هذا ولا ذاك
setting-notices-for = الإشعار عند
setting-notices-for-hint = يمكن أن تكون للمحادثة قاعدتها الخاصة، في قائمتها.
level-all = كل رسالة
level-mentions = ذكر اسمي فقط
level-nothing = لا شيء
level-default = كما في كل مكان
setting-notice-sound = الصوت
setting-notice-sound-words = نغمة رنين صوت
setting-calm = عدم الإزعاج
setting-calm-hint = بلا إشعارات لفترة. تُحصى الرسائل مع ذلك.
setting-calm-words = إيقاف كتم صمت غفوة
calm-hour = لساعة
calm-tomorrow = حتى الغد
calm-always = حتى الإيقاف
calm-until = حتى { $time }
setting-quiet = ساعات الهدوء
setting-quiet-hint = بلا إشعارات في هذه الأوقات.
setting-quiet-words = ليل نوم عطلة جدول مساء هدوء
quiet-from = من
quiet-to = إلى
quiet-earlier = { $name }: قبل نصف ساعة
quiet-later = { $name }: بعد نصف ساعة
quiet-now = { $name } { $time }
setting-tray = إظهار Waxwing في شريط النظام
setting-tray-hint = حيث يوجد شريط نظام.
setting-close-to-tray = إغلاق النافذة يبقي Waxwing في شريط النظام
setting-start-hidden = البدء في شريط النظام دون نافذة
setting-autostart = البدء مع الحاسوب

# ما حُدّد لمحادثة.
conversation-pin = تثبيت
conversation-unpin = إلغاء التثبيت
conversation-pin-higher = رفع بين المثبتة
conversation-pin-lower = خفض بين المثبتة
conversation-archive = أرشفة
conversation-unarchive = إخراج من الأرشيف
conversation-notices = الإشعارات…
conversation-mute-hour = كتم لساعة
conversation-mute-hours = كتم لثماني ساعات
conversation-mute-tomorrow = كتم حتى الغد
conversation-mute-ever = كتم دائم
conversation-unmute = إلغاء الكتم
conversation-folder = المجلد…
conversation-export = تصدير…
export-title = تصدير المحادثة مع { $name }
export-html = صفحة ويب (HTML)
export-text = نص
export-json = بيانات (JSON)
export-path = الملف
export-choose = أين تُكتب المحادثة
export-about = كل ما في هذا الحاسوب من هذه المحادثة.
export-partly = كل ما في هذا الحاسوب من هذه المحادثة. قد تكون رسائل أقدم باقية على الخادم؛ اجلبها أولاً إن أردتها في الملف.
export-submit = تصدير
export-writing = { $most ->
    [0] تجري الكتابة…
   *[other] كُتبت { $messages } من نحو { $most } من الرسائل.
}
export-done = المحادثة في { $path }. لا يستطيع فتح هذا الملف سواك.
export-heading = محادثة مع { $name }
export-account = الحساب:
export-address = العنوان:
export-made = تاريخ التصدير:
export-edited = عُدّلت { $time }
export-before = قبل ذلك:
export-deleted = حُذفت هذه الرسالة.
export-answers = رد على { $name }:
export-failed = لم تصل
export-waiting = لم تُرسل بعد
export-spoiler = محتوى مخفي:
notices-of = إشعارات { $name }
notice-reply-late = لم يُرسَل الرد: لم تعد رسالته بين التنبيهات. نُسخ لتتمكن من لصقه.
notices-mute = الكتم
mute-off = بلا كتم
mute-hour = لساعة
mute-hours = لثماني ساعات
mute-tomorrow = حتى الغد
mute-ever = دائمًا
notices-level = الإشعار عند
done = تم
folder-title = المجلد
folder-name = مجلد { $name }
folder-hint = أي اسم. فارغ: بلا مجلد.
folder-save = حفظ
folder-all = الكل
notes-title = ملاحظات لنفسي
notes-open = ملاحظات لنفسي
notes-line = أنت وحدك ترى هذا
archived-title = الأرشيف
archived-back = العودة إلى كل المحادثات
action-pause-notices = إيقاف الإشعارات مؤقتًا أو استئنافها
row-pinned = { $row }، مثبتة
row-muted = { $row }، مكتومة
row-named-only = { $row }، تنبيهات لاسمك فقط

## Settings

settings-title = الإعدادات
settings-search = البحث في الإعدادات
settings-none = لا إعداد يطابق «{ $words }».
settings-appearance = المظهر
settings-language = اللغة
settings-keyboard = لوحة المفاتيح
settings-privacy = الخصوصية: ما يمكن لجهات الاتصال معرفته
settings-privacy-words = جهات الاتصال الغرباء إخبار معرفة مقروء إيصالات
setting-keys = مفاتيحك وأجهزتك
setting-keys-hint = أي أجهزتك يقرأ ما يُشفّر، والمفاتيح التي يقارنها الآخرون.
setting-keys-words = تشفير التشفير مشفّر مشفر طرف إلى طرف omemo مفاتيح مفتاح أجهزة جهاز بصمة بصمات تحقق التحقق رمز qr أمان قفل تسمية إزالة
choice-system = كما في النظام
choice-off = متوقف
choice-on = مفعّل
setting-theme = السمة
setting-theme-words = فاتح داكن ليل نهار لون ألوان وضع
theme-light = فاتحة
theme-dark = داكنة
setting-contrast = تباين عالٍ
setting-contrast-hint = ألوان يسهل التمييز بينها
setting-contrast-words = تباين مقروء بصر نظر إتاحة أسود أبيض
setting-zoom = التكبير
setting-zoom-hint = حجم كل شيء؛ مفتاح Ctrl مع + أو − أو عجلة الفأرة يفعل الشيء نفسه
setting-zoom-words = أكبر أصغر نص خط حجم مقياس إتاحة تصغير
zoom-percent = { $percent }%
zoom-smaller = تصغير
zoom-larger = تكبير
zoom-usual = الحجم المعتاد
setting-density = الكثافة
setting-density-hint = المساحة التي تشغلها القوائم والرسائل
setting-density-words = مضغوط مريح مسافات صفوف تباعد
density-comfortable = مريحة
density-compact = مضغوطة
setting-contacts = قائمة جهات الاتصال
setting-contacts-hint = تُنشأ المجموعات من قائمة جهة الاتصال؛ وداخل كل منها تأتي أحدث رسالة أولاً
setting-contacts-words = مجموعات ترتيب فرز تقسيم أشخاص
contacts-newest = الأحدث أولاً
contacts-groups = حسب المجموعات
setting-language = لغة النافذة
setting-language-words = لغة ترجمة language { $names }
setting-shortcuts = اختصارات لوحة المفاتيح
setting-shortcuts-words = مفاتيح اختصار تحكم
setting-shortcuts-show = عرض الاختصارات
setting-shortcuts-change = تغيير الاختصارات…

## For screen readers

spoken-expanded = موسّع
spoken-collapsed = مطوي
spoken-message = { $name }: { $text }
spoken-message-part = { $name }: { $text } … وللنص بقية
spoken-elsewhere = { $count ->
    [zero] لا رسائل جديدة من { $name }
    [one] رسالة جديدة من { $name }
    [two] رسالتان غير مقروءتين من { $name }
    [few] { $count } رسائل غير مقروءة من { $name }
    [many] { $count } رسالة غير مقروءة من { $name }
   *[other] { $count } رسالة غير مقروءة من { $name }
}
spoken-many = { $count ->
    [zero] لا رسائل جديدة
    [one] رسالة جديدة واحدة
    [two] رسالتان جديدتان
    [few] { $count } رسائل جديدة
    [many] { $count } رسالة جديدة
   *[other] { $count } رسالة جديدة
}

## People

requests-title = الطلبات
requests-caption = أشخاص لا تعرفهم بعد
requests-about = لا يعلمون شيئًا حتى تقبل.
requests-none = لا أحد ينتظر جوابًا.
requests-spoken = { $count ->
    [zero] لا طلبات
    [one] طلب واحد
    [two] طلبان
    [few] { $count } طلبات
    [many] { $count } طلبًا
   *[other] { $count } طلب
}
request-to = إلى { $address }
request-block = حظر…
request-block-spoken = حظر { $name }
request-report = إبلاغ…
request-report-spoken = حظر { $name } والإبلاغ عنه
contact-report = حظر وإبلاغ…
report-not = حظر فقط
report-spam = إبلاغ عن رسائل مزعجة
report-abuse = إبلاغ عن إساءة
report-text = ما الذي حدث (ليس واجباً)
report-about = يقرأ ذلك القائمون على { $server }، ويرون من أنت.
report-cite = ذكر آخر رسائله، عشر على الأكثر، ليمكن البحث عنها
report-origin = يجوز تمرير البلاغ إلى { $server } الذي يكتب منه
report-third-parties = يجوز تمرير البلاغ إلى من يجمعون قوائم مرسلي الرسائل المزعجة
report-submit = حظر وإبلاغ
request-read = قراءة
request-bar-asks = يريد { $name } أن يرى متى تكون متصلًا.
request-bar-writes = ليس { $name } من جهات اتصالك، ولا يعلم هل قرأت هذا.
blocked-bar = لقد حظرت { $name }. لا يصل شيء في أي من الاتجاهين.
presence-blocked = محظور

contact-open = الملف الشخصي
contact-page = الملف الشخصي
contact-groups = المجموعات…
contact-block = حظر…
contact-unblock = إلغاء الحظر
contact-nickname = معروف باسم «{ $name }»

seen-active = آخر نشاط { $when }
seen-online = آخر اتصال { $when }
sight-title = من يرى من
sight-both = يرى كل منكما، أنت و{ $name }، متى يكون الآخر متصلًا.
sight-to = ترى متى يكون { $name } متصلًا، ولا يرى { $name } متى تكون متصلًا.
sight-from = يرى { $name } متى تكون متصلًا، ولا ترى متى يكون { $name } متصلًا.
sight-none = لا ترى أنت ولا يرى { $name } متى يكون الآخر متصلًا.
sight-asked = طلبت أن ترى متى يكون { $name } متصلًا، وتنتظر الجواب.
sight-asks = طلب { $name } أن يرى متى تكون متصلًا، وينتظر جوابك.
sight-stranger = ليس { $name } من جهات اتصالك، ولا يرى أي منكما متى يكون الآخر متصلًا.
sight-blocked = لقد حظرت { $name }. لا يرى أي منكما الآخر.
sight-approved = يستطيع { $name } أن يرى متى تكون متصلًا حالما يطلب ذلك.
sight-show = السماح برؤيتي
sight-hide = إيقاف إظهاري
sight-watch = طلب الرؤية
sight-unwatch = إيقاف الرؤية

here-title = متصل عبر
here-nameless = جهاز بلا اسم
here-idle = لم يُستخدم منذ { $when }
here-program = { $program } على { $system }

told-title = ما يمكنهم معرفته عنك
told-hint = لجهة الاتصال هذه فقط.
told-as-all-on = مثل كل جهات الاتصال (مفعّل)
told-as-all-off = مثل كل جهات الاتصال (متوقف)
privacy-receipts = أن الرسائل وصلت
privacy-receipts-hint = علامة ثانية لمن كتب إليك. الغرباء لا يحصلون عليها أبدًا.
privacy-markers = أن الرسائل قُرئت
privacy-markers-hint = ترى جهات الاتصال إلى أين قرأت. أجهزتك تعرف ذلك في كل حال.
privacy-typing = أنك تكتب
privacy-typing-hint = تراه جهات الاتصال أثناء كتابتك.
privacy-last-seen = منذ متى أنت بعيد
privacy-last-seen-hint = بعد خمس دقائق دون نظر إلى النافذة.
privacy-version = أي برنامج تستخدم
privacy-version-hint = Waxwing وإصداره ونظامك، لجهات الاتصال التي تسأل.

card-about = نبذة
card-name = الاسم
card-nick = الاسم المستعار
card-organisation = جهة العمل
card-title = الوظيفة
card-phone = الهاتف
card-mail = البريد
card-web = الموقع
card-birthday = تاريخ الميلاد
card-note = ملاحظة
card-copy = نسخ: { $name }

groups-title = المجموعات
groups-none = ليس في أي مجموعة بعد.
groups-change = تغيير المجموعات…
groups-show = إظهار { $name } في القائمة
groups-dialog = مجموعات { $name }
groups-empty = لا توجد مجموعات بعد. سمِّ الأولى.
groups-new = مجموعة جديدة
groups-add = إضافة
groups-rename = إعادة تسمية { $name }
groups-rename-field = اسم جديد لـ { $name }؛ يعيد Enter تسميتها لكل من فيها
groups-end = إنهاء { $name } لكل من فيها
groups-end-question = إنهاء «{ $name }» لكل من فيها؟
groups-end-keep = إبقاء
groups-end-submit = إنهاء
groups-submit = حفظ

blocked-open = المحظورون…
blocked-title = المحظورون
blocked-words = لا يصلك منهم شيء، ولا يصلهم منك شيء، ولا يُخبَرون بذلك.
blocked-unsupported = لا يستطيع خادومك حظر أحد، أو لم يقل ذلك بعد.
blocked-nobody = لم تحظر أحدًا.
blocked-address = حظر عنوان
blocked-hint = شخص، أو خادوم كامل مثل spam.example
blocked-submit = حظر
blocked-unblock-spoken = إلغاء حظر { $address }

own-open = ملفك الشخصي…
own-title = ملفك الشخصي
own-words = يستطيع كل من يعرف عنوانك أن يقرأ هذا.
own-nickname = الاسم الذي تُعرف به
own-nickname-hint = تراه جهات اتصالك التي لم تعطك اسمًا من عندها.
own-submit = حفظ
own-picture-choose = اختر صورة…
own-picture-change = صورة أخرى…
own-picture-remove = إزالة
own-picture-choose-title = اختر صورة لك
own-picture-no-dialog = لا توجد في سطح المكتب هذا نافذة لاختيار الملفات.
own-picture-cut = الجزء الذي يراه الآخرون من الصورة
own-picture-cut-hint = اسحب الصورة إلى الموضع المناسب، وأدر العجلة للتقريب. ومثلها مفاتيح الأسهم والزائد والناقص.
own-picture-preview = هكذا تبدو في القائمة
own-picture-everybody = أظهرها للجميع
own-picture-everybody-hint = ولمن ليسوا من جهات اتصالك أيضًا، وفي المجموعات. وإلا فلا تراها إلا جهات اتصالك.
own-picture-save = استخدم هذه الصورة
own-picture-working = لحظة من فضلك…
own-picture-unreadable = لا يمكن قراءة هذا الملف كصورة.
own-picture-unreadable-advice = اختر ملف PNG أو JPEG أو GIF أو WebP.

block-title = حظر { $name }؟
# Somebody by name and address
name-with-address = { $name } ({ $address })
block-body = لن يصلك شيء من { $who }، ولن يصله منك شيء. لا يُخبَر بذلك، ويمكنك التراجع في أي وقت.
block-submit = حظر

## Dialogs

add-contact-title = إضافة جهة اتصال
add-contact-explanation = يُسأل هل يسمح لك برؤية متى يكون متصلًا، ويمكنه أن يرى ذلك منك أيضًا. يمكنك الكتابة إليه فورًا.
add-contact-address = العنوان
add-contact-name = الاسم
add-contact-name-hint = كما تحب أن تسمّيه؛ يمكن تركه فارغًا
add-contact-submit = إضافة
add-contact-waiting = جارٍ الإضافة…

# Inviting others, and our own address as a code

invite-title = دعوة شخص
invite-open-dialog = دعوة شخص…
code-open = إظهار رمزي
invite-sheet-own = عنواني
invite-sheet-contact = لجهة اتصال
invite-sheet-account = لحساب جديد
invite-from = من
invite-own-words = من يمسح هذا الرمز يستطيع أن يطلب أن يصبح من جهات اتصالك، والقرار لك في كل مرة.
invite-contact-words = أول من يفتح الرابط يصبح من جهات اتصالك، ولا يُسأل أيٌّ منكما بعد ذلك.
invite-account-words = أول من يفتح الرابط يستطيع إنشاء حساب على { $server }.
invite-user = اسم الحساب
invite-user-hint = يمكن أن يبقى فارغًا: عندها يختاره المدعو
invite-make = إنشاء دعوة
invite-waiting = يجري إنشاء الدعوة…
invite-until = صالحة حتى { $time }
invite-for-ever = صالحة إلى أن تُستعمل
invite-registers = من ليس لديه حساب بعد يستطيع أن ينشئ بها حسابًا على { $server }.
invite-ours = خادمك لا ينشئ دعوات، لذلك أنشأ Waxwing هذه الدعوة: هي تُدخل صاحبها ما دمت متصلًا. وفي غير ذلك ينتظر مع الطلبات.
invite-code = رمز فيه الرابط { $link }
invite-copy-link = نسخ الرابط
invite-copy-page = نسخ عنوان الصفحة
invite-copied = تم النسخ
invite-save = حفظ الصورة…
invite-save-title = حفظ الرمز
invite-saved = حُفظت باسم { $path }
invite-save-failed = تعذّر حفظ الصورة: { $detail }
invite-open = دعوات في الطريق
invite-show = إظهار
invite-withdraw = سحب
invite-forget = نسيان
invite-taken = قُبلت دعوتك: أصبح { $address } من جهات اتصالك.
code-read = قراءة رمز من صورة…
code-choose = اختيار صورة فيها رمز
code-none = لم يُعثر في الصورة على رمز فيه عنوان.
code-no-dialog = لا توجد في سطح المكتب هذا نافذة لاختيار الملفات.
choose-kind-pictures = صور
choose-no-save-dialog = لا يقدّم سطح المكتب هذا نافذة لحفظ الملفات.
add-contact-invite = دعوة شخص بدلًا من ذلك…
rename-title = إعادة التسمية
rename-name = اسم { $address }
rename-hint = لا يراه غيرك. إن تُرك فارغًا يظهر العنوان.
rename-submit = إعادة التسمية
rename-device-name = اسم هذا الجهاز
rename-device-hint = يراه كل من يكتب إليك. إن تُرك فارغًا يبقى الجهاز بلا اسم.
remove-contact-title = إزالة { $name }؟
remove-contact-body = يخرج { $who } من جهات اتصالك، ولن يرى أي منكما بعد ذلك متى يكون الآخر متصلًا. تبقى الرسائل على هذا الجهاز.
remove-contact-submit = إزالة
remove-account-title = تسجيل الخروج؟
remove-account-body = يسجّل Waxwing الخروج من { $address } ويحذف ما يحفظه من هذا الحساب على هذا الجهاز: رسائله، ومنها ما ينتظر الإرسال، وكلمة سره. أما الحساب نفسه وجهات اتصالك فتبقى على الخادوم.
remove-account-submit = الخروج والحذف

shortcuts-title = اختصارات لوحة المفاتيح
emoji-title = رموز تعبيرية
emoji-search = البحث في الرموز التعبيرية
emoji-list = الرموز التعبيرية
emoji-none = لا رمز تعبيريًا باسم «{ $words }».
emoji-recent = المستخدمة مؤخرًا
emoji-smileys = الوجوه والمشاعر
emoji-people = الناس والجسم
emoji-nature = الحيوانات والطبيعة
emoji-food = الطعام والشراب
emoji-places = السفر والأماكن
emoji-activities = الأنشطة
emoji-objects = الأشياء
emoji-symbols = الرموز
emoji-flags = الأعلام
emoji-tones = لون البشرة
emoji-completion = رموز تعبيرية مناسبة
people-completion = أشخاص يبدأ اسمهم هكذا
emoji-tone = { $place ->
    [0] بلا لون بشرة
    [1] فاتح
    [2] فاتح متوسط
    [3] متوسط
    [4] داكن متوسط
   *[other] داكن
}
spelling-add = «{ $word }» صحيحة
edit-cut = قص
edit-copy = نسخ
edit-paste = لصق
edit-select-all = تحديد الكل
spelling-language = تدقيق: { $name }
spelling-off = بلا تدقيق هنا
setting-spelling = التدقيق الإملائي أثناء الكتابة
setting-spelling-words = إملاء قاموس لغة أخطاء تدقيق
setting-spelling-hint = بقواميس هذا الحاسوب: { $languages }. تختار قائمة حقل الرسالة قاموسًا لكل محادثة.
setting-spelling-none = لا يوجد قاموس مثبّت على هذا الحاسوب. تُستخدم قواميس Hunspell: في دبيان مثلًا الحزمة hunspell-ar.
palette-title = الانتقال إلى شيء أو تنفيذه
palette-placeholder = اسم أو أمر أو إعداد…
palette-hits = ما عُثر عليه
palette-none = لا شيء يطابق «{ $words }».
palette-many = أفضل النتائج من كثير. اكتب المزيد للتضييق.
palette-count = { $count ->
    [zero] لا نتائج
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { $count } نتائج
    [many] { $count } نتيجة
   *[other] { $count } نتيجة
}
palette-spoken = { $name }، { $about }، { $keys }
palette-setting = الإعدادات: { $section }
action-group-general = تطبيق Waxwing
action-group-list = المحادثات
action-group-conversation = المحادثة المفتوحة
action-group-message = أحدث رسالة
action-group-writing = الكتابة
action-group-account = حسابك
action-previous = المحادثة السابقة
action-next = المحادثة التالية
action-nth = فتح المحادثة رقم { $place } في القائمة
action-write = الانتقال إلى الرسالة قيد الكتابة
action-switch-account = تشغيل أو إيقاف
shortcuts-fixed = ثابتة دائمًا
shortcuts-change = تغييرها…
shortcuts-page = تغيير الاختصارات
shortcuts-back = العودة إلى الإعدادات
shortcuts-reset-all = استعادة الكل
shortcuts-search = البحث في الاختصارات
shortcuts-none = لا اختصار يطابق «{ $words }».
shortcuts-press = اضغط المفاتيح…
shortcuts-without = لا شيء
shortcuts-spoken = { $action }: { $keys }
shortcuts-remove = بلا اختصار لـ«{ $action }»
shortcuts-reset = الاختصار المعتاد لـ«{ $action }»
shortcuts-plain = { $keys } يكتب حرفًا. اضغط معه Ctrl أو Alt، أو استخدم أحد المفاتيح من F1 إلى F12.
shortcuts-taken = { $keys } لازم للكتابة والتنقل.
shortcuts-conflict = { $keys } مستخدم بالفعل من أجل «{ $action }».
shortcuts-take = استخدامه هنا بدلًا من ذلك
keys-send = Enter
keys-break = Shift+Enter
keys-undo = Ctrl+Z, Ctrl+Shift+Z
keys-menu = Menu, Shift+F10
keys-focus = Tab, Shift+Tab
keys-back = Esc
shortcut-find-everywhere = البحث في كل شيء
action-hit-next = نتيجة البحث التالية
action-hit-previous = نتيجة البحث السابقة
shortcut-send = إرسال الرسالة
shortcut-break = بدء سطر جديد
shortcut-undo = تراجع وإعادة أثناء الكتابة
shortcut-menu = قائمة العنصر الذي عليه التركيز
shortcut-focus = العنصر التالي أو السابق
shortcut-back = خطوة إلى الوراء
shortcut-quit = إغلاق Waxwing

## التشفير بين الطرفين

error-mismatch = هذا غير مطابق: فيه مفتاح لا يُستخدم هنا.
error-mismatch-advice = قد يكون هناك من يتنصّت، أو أن الرمز قديم. لا تثق بهذا الجهاز قبل أن تقارنا المفتاحين جنبًا إلى جنب.
error-keyring-locked = حلقة المفاتيح لا تُفتح.
error-keyring-locked-advice = افتح قفلها أو شغّل البرنامج الذي يحفظ كلمات مرورك، ثم أعد المحاولة.
step-encrypted = { $count ->
    [zero] شُفّرت من أجل أي جهاز
    [one] شُفّرت من أجل جهاز واحد
    [two] شُفّرت من أجل جهازين
    [few] شُفّرت من أجل { $count } أجهزة
    [many] شُفّرت من أجل { $count } جهازًا
   *[other] شُفّرت من أجل { $count } جهاز
}
step-not-encrypted = { $count ->
    [zero] لم تُشفّر من أجل أي جهاز
    [one] لم تُشفّر من أجل جهاز واحد
    [two] لم تُشفّر من أجل جهازين
    [few] لم تُشفّر من أجل { $count } أجهزة
    [many] لم تُشفّر من أجل { $count } جهازًا
   *[other] لم تُشفّر من أجل { $count } جهاز
}
encryption-title = التشفير
lock-unknown = سيُشفّر ما إن تُعرف أجهزة { $name }.
lock-unknown-group = سيُشفّر ما إن تُعرف أجهزة الجميع هنا.
lock-impossible = بلا تشفير: ليس لدى { $name } جهاز يقرأ الرسائل المشفّرة.
lock-impossible-group = بلا تشفير: هذه المجموعة مفتوحة للجميع.
lock-impossible-large = غير مشفّر: خادمك لا يحفظ ما يلزم.
lock-too-many = ينتمي إلى هذه المجموعة عدد كبير لا تتسع رسالة لمفاتيحهم كلها. لا يُرسَل شيء حتى توقف التشفير هنا.
lock-private-on = معمّى من الطرف إلى الطرف: ما يُقال لـ { $name } وحده لا يقرؤه سواكما.
lock-private = غير مشفّر: ما يُقال لـ{ $name } وحده يمر عبر خادم المجموعة كما هو.
lock-off = بلا تشفير: لقد أوقفته.
lock-on = مشفّر.
lock-on-verified = مشفّر، وكل جهاز مُتحقَّق منه.
lock-readers = { $count ->
    [zero] لا يستطيع أي جهاز قراءته.
    [one] يستطيع جهاز واحد قراءته.
    [two] يستطيع جهازان قراءته.
    [few] تستطيع { $count } أجهزة قراءته.
    [many] يستطيع { $count } جهازًا قراءته.
   *[other] يستطيع { $count } جهاز قراءته.
}
lock-readers-none = لا يستطيع أي من أجهزتهم قراءته بعد.
lock-fresh = { $count ->
    [zero] ليس بينها جديد.
    [one] واحد منها جديد.
    [two] اثنان منها جديدان.
    [few] { $count } منها جديدة.
    [many] { $count } منها جديدة.
   *[other] { $count } منها جديدة.
}
lock-undecided = { $count ->
    [zero] لا أجهزة جديدة تنتظر قرارك.
    [one] جهاز جديد واحد لا يستطيع ذلك حتى تقرر هل تثق به.
    [two] جهازان جديدان لا يستطيعان ذلك حتى تقرر هل تثق بهما.
    [few] { $count } أجهزة جديدة لا تستطيع ذلك حتى تقرر هل تثق بها.
    [many] { $count } جهازًا جديدًا لا يستطيع ذلك حتى تقرر هل تثق به.
   *[other] { $count } جهاز جديد لا يستطيع ذلك حتى تقرر هل تثق به.
}
lock-unreachable = { $count ->
    [zero] كل الأجهزة يمكن الوصول إليها.
    [one] جهاز واحد لا يقرؤه لتعذّر الوصول إليه.
    [two] جهازان لا يقرآنه لتعذّر الوصول إليهما.
    [few] { $count } أجهزة لا تقرؤه لتعذّر الوصول إليها.
    [many] { $count } جهازًا لا يقرؤه لتعذّر الوصول إليه.
   *[other] { $count } جهاز لا يقرؤه لتعذّر الوصول إليه.
}
lock-without = { $count ->
    [zero] لدى الجميع جهاز يقرؤه.
    [one] شخص واحد ليس لديه جهاز يقرؤه.
    [two] شخصان ليس لديهما جهاز يقرؤه.
    [few] { $count } أشخاص ليس لديهم جهاز يقرؤه.
    [many] { $count } شخصًا ليس لديهم جهاز يقرؤه.
   *[other] { $count } شخص ليس لديهم جهاز يقرؤه.
}
lock-held = لا يُرسَل شيء حتى تقرر بشأن ذلك.
lock-locked = سيُشفَّر ويُرسَل حين يُفتح قفل حلقة المفاتيح في هذا الحاسوب: فيها مفاتيح تشفيرك.
held-one = ليس لدى { $name } جهاز يستطيع قراءة هذا
held-two = ليس لدى { $one } و{ $other } جهاز يستطيع قراءة هذا
held-several = { $count ->
    [zero] لا أحد هنا بلا جهاز يستطيع قراءة هذا
    [one] شخص واحد هنا ليس لديه جهاز يستطيع قراءة هذا
    [two] شخصان هنا ليس لديهما جهاز يستطيع قراءة هذا
    [few] { $count } أشخاص هنا ليس لديهم جهاز يستطيع قراءة هذا
    [many] { $count } شخصًا هنا ليس لديهم جهاز يستطيع قراءة هذا
   *[other] { $count } شخص هنا ليس لديهم جهاز يستطيع قراءة هذا
}
held-detail = لا يُرسَل ما تكتبه حتى تقرر. يستطيع الآخرون قراءته.
held-nobody = ليس لدى أي شخص آخر هنا جهاز يستطيع قراءة هذا
held-nobody-detail = لا يُرسَل ما تكتبه حتى يصبح لدى أحدهم جهاز، أو توقف التشفير.
opted-out = يطلب { $name } أن تصله رسائلك دون تشفير
opted-out-detail = ينتظر ما تكتبه حتى تقرر. من دون تشفير تستطيع الخوادم قراءته.
opted-out-reason = «{ $reason }» – ينتظر ما تكتبه حتى تقرر. من دون تشفير تستطيع الخوادم قراءته.
too-many = هذه المجموعة أكبر من أن تُشفَّر
too-many-detail = لا يُرسَل شيء حتى تقرر. من دون تشفير تستطيع الخوادم قراءته.
held-send = أرسل إلى الآخرين
held-look = التشفير…
keys-no-device = بلا جهاز
lock-hint-on = لا تقرأ ما تكتبه إلا أجهزة المشاركين في هذه المحادثة، ولا يقرؤه أي خادوم.
lock-hint-off = ما زالت رسائلك محمية في طريقها، لكن الخوادم التي تمر بها تستطيع قراءتها.
lock-hint-never-sent = ما لا يمكن تشفيره لا يُرسل.
lock-hint-outside = تظل الخوادم ترى من يكتب إلى من ومتى. وحيث لا يعرف برنامج أحدهم إلا النوع الأقدم من هذا التشفير، ترى أيضًا التفاعلات وأي رسالة يُردّ عليها أو تُعدّل أو تُحذف.
lock-switch = شفّر ما أكتبه
lock-switch-impossible = لا شيء يمكن تبديله هنا: لا يمكن التشفير.
lock-off-question = أتريد إيقاف تشفير هذه المحادثة؟
lock-off-body = ما تكتبه من الآن تستطيع قراءته الخوادم التي يمر بها ومن يصل إليها. وما قيل من قبل يبقى كما هو.
lock-off-keep = أبقِ التشفير
lock-off-submit = أوقف التشفير
keys-open = المفاتيح والأجهزة…
keys-of = مفاتيح { $name } وأجهزته
keys-group = مفاتيح وأجهزة
sealed-waiting = رسالة مشفّرة – تنتظر القراءة…
unreadable-not-for-us = لم تُشفّر من أجل هذا الجهاز
unreadable-no-key = لا يستطيع هذا الجهاز قراءة هذه الرسالة
unreadable-devices = تتعذر قراءتها: لدى كاتبها أجهزة كثيرة جدًا
unreadable-version = تتعذر قراءتها: شُفّرت بطريقة غير معروفة هنا
unreadable-malformed = تتعذر قراءتها: الرسالة تالفة
unreadable-changed = لم تُعرض: تغيّرت في الطريق
unreadable-moved = لم تُعرض: كانت موجهة إلى محادثة أخرى
unreadable-lost = ما قيل هنا لم يعد على هذا الجهاز
unreadable-with = شُفّرت باستخدام { $kind } الذي لا يقرؤه Waxwing
unreadable-unknown = شُفّرت بطريقة لا يعرفها Waxwing
unreadable-several = { $count ->
    [zero] لا رسائل يتعذر على هذا الجهاز قراءتها
    [one] رسالة واحدة يتعذر على هذا الجهاز قراءتها
    [two] رسالتان يتعذر على هذا الجهاز قراءتهما
    [few] { $count } رسائل يتعذر على هذا الجهاز قراءتها
    [many] { $count } رسالة يتعذر على هذا الجهاز قراءتها
   *[other] { $count } رسالة يتعذر على هذا الجهاز قراءتها
}
unreadable-unfold = عرضها واحدة واحدة
unreadable-fold = عرضها في سطر واحد
preview-unreadable = رسالة معمّاة
sealed-explain = { $text }. ما معنى ذلك؟
mark-plain = بلا تشفير
mark-undecided = من جهاز جديد
mark-refused = من جهاز رفضته
mark-spoken = { $text }، { $mark }
sealed-title = لماذا تتعذر قراءة هذا
sealed-title-waiting = رسالة مشفّرة
sealed-title-plain = بلا تشفير
sealed-title-device = أي جهاز كتب هذا؟
explain-waiting = الرسالة موجودة هنا، وستُقرأ ما إن يصل ما قيل قبلها. لا حاجة إلى فعل شيء.
explain-not-for-us = أُرسلت قبل وجود هذا الجهاز، أو من أجل أجهزة أخرى فقط. لا يمكن لأحد قراءتها هنا ولا حاجة إلى فعل شيء. قد تكون على أجهزتك الأخرى.
explain-no-session = يظن الجهاز الذي كتبها أن بينه وبين جهازك سرًا مشتركًا، لكن هذا الجهاز لا يعرفه. يحدث ذلك بعد إعداد جهاز من جديد. جدّد التشفير ليمكن قراءة ما يأتي، واطلب إرسال هذه الرسالة مرة أخرى.
explain-key-gone = أُقفلت بمفتاح لهذا الجهاز استُهلك أو استُبدل. جدّد التشفير ليمكن قراءة ما يأتي، واطلب إرسال هذه الرسالة مرة أخرى.
explain-broken = اختلّ التوافق بين هذا الجهاز والجهاز الذي كتبها، مثلًا بعد استعادة نسخة احتياطية. جدّد التشفير ليمكن قراءة ما يأتي، واطلب إرسال هذه الرسالة مرة أخرى.
explain-devices = لدى كاتبها أجهزة أكثر مما يفحصه Waxwing، وكان هذا واحدًا من الباقي. يمكنه إزالة الأجهزة التي لم يعد يستخدمها.
explain-version = البرنامج الذي كتبها يشفّر بطريقة لا تعرفها هذه النسخة من Waxwing. قد يفيد إصدار أحدث من Waxwing أو برنامج آخر هناك.
explain-malformed = ما وصل ليس رسالة كاملة: أخطأ برنامج ما أو ضاع شيء منها. اطلب إرسالها مرة أخرى.
explain-changed = ليست هي ما شفّره كاتبها: غيّرها شيء في الطريق، ولذلك لا تُعرض. إن تكرر ذلك فقد يكون أحد يعبث برسائلك. أخبر كاتبها بطريقة أخرى.
explain-moved = في داخلها مرسل أو مستلم غير المذكور في خارجها: أخذ أحدٌ رسالة من مكان آخر ووضعها هنا. ولذلك لا تُعرض.
explain-lost = سبق لهذا الجهاز أن قرأها أو كتبها، لكن كلماتها لم تعد هنا، ولا تُقرأ إلا مرة واحدة. اطلب إرسالها مرة أخرى أو انظر في جهاز آخر.
explain-other = يقرأ Waxwing ويكتب نوعًا واحدًا من التشفير، وهذا نوع آخر. اطلب إرسالها من برنامج آخر، أو اقرأها حيث يُعرف هذا النوع.
explain-plain-theirs = أُرسل هذا بلا تشفير مع أن هذه المحادثة مشفّرة. استطاعت الخوادم التي مر بها قراءته، وربما تغييره. بعض البرامج لا تشفّر كل شيء، وربما أوقف كاتبه التشفير.
explain-plain-ours = أُرسل هذا بلا تشفير: قبل تشفير المحادثة، أو حين كان التشفير موقوفًا، أو من برنامج آخر لك. استطاعت الخوادم التي مر بها قراءته.
explain-undecided = شُفّرت من جهاز لدى { $name } جديد هنا لم تقرر بشأنه بعد. قد يكون هاتفًا جديدًا له، أو جهاز من ينتحل اسمه. لا يستطيع قراءة ما تكتبه حتى تقرر.
explain-refused = شُفّرت من جهاز رفضته. لا تعتمد على ما تقوله. لا يستطيع هذا الجهاز قراءة ما تكتبه.
sealed-repair = جدّد التشفير
sealed-repair-hint = بالتجديد يتفق جهازك والجهاز الآخر على أسرار جديدة. يبقى ما قيل كما هو، وكذلك من تثق به.
sealed-repaired = يجري تجديد التشفير. ما يأتي ستمكن قراءته، وهذه الرسالة تبقى كما هي.
sealed-ask = اطلب من { $name } إرسالها مرة أخرى
sealed-ask-words = لا أستطيع قراءة رسالتك من { $time } هنا. هل يمكنك إرسالها مرة أخرى؟
sealed-ask-words-to = ‏{ $name }: { $text }
trust-undecided = جديد – ينتظر قرارك
trust-blind = موثوق، دون مقارنة
trust-verified = قورن وجرى التحقق منه
trust-distrusted = مرفوض
keys-title = المفاتيح والأجهزة
keys-intro = لكل جهاز من أجهزة { $name } مفتاح يُقفل به الرسائل ويفتحها. قارنا المفاتيح مرة، جنبًا إلى جنب، لتعرف أن لا أحد سواكما يقرأ.
keys-intro-own = لكل جهاز من أجهزتك مفتاح خاص به. أزل ما لم تعد تستخدمه: فحتى ذلك الحين يُشفّر كل شيء من أجله أيضًا. وإن كان بينها جهاز لا تعرفه فأزله وغيّر كلمة مرورك.
keys-asking = جارٍ السؤال عن الأجهزة…
keys-none = ليس لدى { $name } جهاز يقرأ الرسائل المشفّرة، بحسب المعروف هنا.
keys-code = تحقق برمز…
keys-list = الأجهزة
keys-this = هذا الجهاز
keys-nameless = جهاز
keys-gone = لم يعد مستخدمًا
keys-stale = لم يُسمع منه منذ أكثر من 30 يومًا: أزله إن لم تعد تستخدمه
keys-first-seen = ظهر أول مرة: { $time }
keys-last-read = قُرئ آخر مرة: { $time }
keys-number = الرقم { $number }
keys-unreachable = جهاز يتعذر الوصول إليه
keys-unreachable-hint = يتعذر الحصول على مفتاحه، لذلك لا يستطيع قراءة ما يُشفّر.
keys-fingerprint = المفتاح: { $groups }
keys-verify = تحقق…
keys-trust = ثق دون مقارنة
keys-trust-again = ثق من جديد
keys-unverify = تراجع عن التحقق
keys-refuse = ارفض
keys-remove = أزل…
keys-name = إعادة التسمية…
keys-repair-question = أتتعذر قراءة رسائل { $name }؟
keys-repair-hint = جدّده إن تكرر ذلك: يتفق جهازك وأجهزة { $name } على أسرار جديدة. يبقى ما قيل كما هو، وكذلك من تثق به.
keys-repaired = يجري تجديد التشفير مع كل أجهزة { $name }.
remove-device-title = أتريد إزالة هذا الجهاز؟
remove-device-body = لن يقرأ ما يُشفّر من الآن. إن كان ما زال مستخدمًا فسيضيف نفسه عند اتصاله التالي. الرقم { $number }.
remove-device-submit = أزل الجهاز
new-keys-title = أتريد إنشاء مفاتيح تشفير جديدة؟
new-keys-body = يصير هذا جهازًا جديدًا. ما شُفِّر للمفاتيح القديمة لا يُقرأ هنا بعد الآن، ومنه ما ينتظر الآن، ومن تحقق منك سيرى مفتاحًا لا يعرفه. إن كان فتح قفل حلقة المفاتيح ممكنًا فافعل ذلك بدلًا منه.
new-keys-submit = أنشئ مفاتيح جديدة
verify-title = التحقق من { $name }
verify-title-own = التحقق من جهاز لك
verify-by-eye = مقارنة
verify-by-code = رمز
verify-hint = انظرا إلى الجهازين جنبًا إلى جنب، أو اقرآ المفتاحين هاتفيًا. لا ترسلاهما في رسائل: فمن يتنصّت يستطيع تغييرهما.
verify-theirs = مفتاح جهاز { $name }
verify-other = مفتاح الجهاز الآخر
verify-ours = مفتاح هذا الجهاز
verify-match = متطابقان
verify-differ = غير متطابقين
verify-differs = المفتاحان غير متطابقين: لا تثق بهذا الجهاز
verify-differs-advice = قد يكون أحدٌ يتنصّت بهذا الاسم. ارفض المفتاح وأخبر { $name } بطريقة أخرى، ولا تكتب هنا ما لا يجوز لغيركما قراءته.
verify-refuse = ارفض هذا المفتاح
verify-code-hint = دع { $name } يمسح هذا أو يفتح الرابط. فهو يبيّن مفاتيحك.
verify-code-hint-own = امسح هذا بجهازك الآخر، أو افتح الرابط هناك.
verify-code = رمز مفاتيحك
verify-copy = نسخ الرابط
verify-form-other = الطرف الآخر يستخدم Kaidan
verify-form-usual = الطرف الآخر يستخدم تطبيقًا آخر
verify-link = رمزهم أو رابطهم
verify-link-hint = ألصق ما يعرضه { $name }، أو اقرأه من صورة.
verify-picture = من صورة…
verify-clipboard = من الحافظة
verify-no-code = لم يُعثر على رمز هناك.
verify-not-a-link = ليس هذا رابطًا فيه مفاتيح. يبدأ الرابط بـ‏ “xmpp:”.
verify-submit = تحقق
verify-waiting = جارٍ التحقق…
banner-undecided = لدى { $name } جهاز جديد
banner-undecided-two = لدى { $one } و{ $other } أجهزة جديدة
banner-undecided-group = لدى أحدهم هنا جهاز جديد
banner-undecided-several = { $count ->
    [zero] لا أحد هنا لديه جهاز جديد
    [one] شخص واحد هنا لديه جهاز جديد
    [two] شخصان هنا لديهما أجهزة جديدة
    [few] { $count } أشخاص هنا لديهم أجهزة جديدة
    [many] { $count } شخصًا هنا لديهم أجهزة جديدة
   *[other] { $count } شخص هنا لديهم أجهزة جديدة
}
banner-undecided-detail = لا يستطيع قراءة ما تكتبه حتى تقرر هل تثق به.
banner-changed = لأحد أجهزة { $name } مفتاح غير الذي كان
banner-changed-detail = إما أنه أُعدّ من جديد أو أن أحدًا يتنصّت. قارنا المفاتيح قبل أن تواصل الكتابة.
banner-spoken = { $title }. { $detail }
banner-look = انظر فيه
own-device-bar = جهاز جديد يستخدم حسابك. أهو لك؟
own-device-bar-of = جهاز جديد يستخدم حسابك { $address }. أهو لك؟
own-copy-bar = هذه نسخة من بيانات استُعملت بعدها في مكان آخر. صارت الآن جهازًا جديدًا، وقد لا تُقرأ هنا الرسائل المرسلة في تلك المدة.
own-copy-bar-of = { $address }: هذه نسخة من بيانات استُعملت بعدها في مكان آخر. صارت الآن جهازًا جديدًا، وقد لا تُقرأ هنا الرسائل المرسلة في تلك المدة.
own-lost-bar = هذا جهاز جديد بمفاتيح جديدة، لأن القديمة لا تُفتح. ما كُتب لها لا يُقرأ هنا.
own-lost-bar-of = { $address }: هذا جهاز جديد بمفاتيح جديدة، لأن القديمة لا تُفتح. ما كُتب لها لا يُقرأ هنا.
own-locked-bar = الرسائل المشفّرة تنتظر: مفاتيح تشفيرك في حلقة المفاتيح في هذا الحاسوب، وهي مقفلة أو غير موجودة.
own-locked-bar-of = { $address }: الرسائل المشفّرة تنتظر: مفاتيح التشفير في حلقة المفاتيح في هذا الحاسوب، وهي مقفلة أو غير موجودة.
own-locked-asking = تُسأل حلقة المفاتيح عن مفاتيح تشفيرك…
own-locked-still = ما زالت حلقة المفاتيح لا تعطي مفاتيح تشفيرك. افتح قفلها أو شغّل البرنامج الذي يحفظ كلمات مرورك، ثم أعد المحاولة.
own-locked-again = أعد المحاولة
own-locked-anew = أنشئ مفاتيح جديدة…
own-device-look = انظر
own-device-close = أغلق هذا التنبيه
step-not-encrypted-undecided = { $count ->
    [zero] لم تُشفّر من أجل أي جهاز: لم تقرر بعد
    [one] لم تُشفّر من أجل جهاز واحد: لم تقرر بعد
    [two] لم تُشفّر من أجل جهازين: لم تقرر بعد
    [few] لم تُشفّر من أجل { $count } أجهزة: لم تقرر بعد
    [many] لم تُشفّر من أجل { $count } جهازًا: لم تقرر بعد
   *[other] لم تُشفّر من أجل { $count } جهاز: لم تقرر بعد
}
step-not-encrypted-distrusted = { $count ->
    [zero] لم تُشفّر من أجل أي جهاز: بسبب رفضك
    [one] لم تُشفّر من أجل جهاز واحد: بسبب رفضك
    [two] لم تُشفّر من أجل جهازين: بسبب رفضك
    [few] لم تُشفّر من أجل { $count } أجهزة: بسبب رفضك
    [many] لم تُشفّر من أجل { $count } جهازًا: بسبب رفضك
   *[other] لم تُشفّر من أجل { $count } جهاز: بسبب رفضك
}
step-not-encrypted-unreachable = { $count ->
    [zero] لم تُشفّر من أجل أي جهاز: تعذّر الوصول
    [one] لم تُشفّر من أجل جهاز واحد: تعذّر الوصول
    [two] لم تُشفّر من أجل جهازين: تعذّر الوصول
    [few] لم تُشفّر من أجل { $count } أجهزة: تعذّر الوصول
    [many] لم تُشفّر من أجل { $count } جهازًا: تعذّر الوصول
   *[other] لم تُشفّر من أجل { $count } جهاز: تعذّر الوصول
}
step-not-encrypted-version = { $count ->
    [zero] لم تُشفّر من أجل أي جهاز: لا يمكن قراءة هذا النوع هناك
    [one] لم تُشفّر من أجل جهاز واحد: لا يمكن قراءة هذا النوع هناك
    [two] لم تُشفّر من أجل جهازين: لا يمكن قراءة هذا النوع هناك
    [few] لم تُشفّر من أجل { $count } أجهزة: لا يمكن قراءة هذا النوع هناك
    [many] لم تُشفّر من أجل { $count } جهازًا: لا يمكن قراءة هذا النوع هناك
   *[other] لم تُشفّر من أجل { $count } جهاز: لا يمكن قراءة هذا النوع هناك
}
keys-number-alone = الرقم { $number }
composer-placeholder-short = رسالة
verify-link-own = رمز الجهاز الآخر أو رابطه
verify-link-hint-own = ألصق ما يعرضه جهازك الآخر، أو اقرأه من صورة.
keys-new-device = جهاز جديد
