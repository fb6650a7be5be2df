tongue = Русский
title = Две колеи
subtitle = Железная дорога Казахстана, месяц за месяцем: как могло бы пойти
preset = Что посмотреть
seed = Зерно случая
until = До года
runs = Прогонов
undo = Отменить
redo = Вернуть
compare = Сравнить с Б
compare-end = Закончить сравнение
swap = Поменять А и Б
share = Скопировать ссылку
copied = Ссылка скопирована
tour = Обзор
language = Язык
close = Закрыть
claim = Тезис: { $words }
field-scenario = Сценарий
field-seed = Зерно случая
field-until = До года
field-runs = Прогонов

## Status and messages
status-running = Идёт расчёт. Готово прогонов: { $runs }.
status-done = Готово. { $runs ->
    [one] { $runs } прогон.
    [few] { $runs } прогона.
   *[many] { $runs } прогонов.
}
refused = Не принято: { $field } = { $value }. Допустимо: { $allowed }.
link-unknown = В ссылке есть часть, которой эта страница не знает: { $key }. Остальное показано.
link-old = Ссылка сделана с моделью { $made }, сейчас { $now }: числа могут отличаться.
scenario-broken = Файл сценария не читается и пропущен: { $error }
run-error = Это нельзя рассчитать: { $error }

## Finding
finding-limit = Сильнее всего китайские переходы сдерживало вот что: { $limit } — в { $share }% месяцев.
finding-moves = Узкое место сместилось: сначала { $first }, в конце { $last }.
try = Попробуйте: { $lever } → { $value }
title-up = { $name }: рост с { $start } до { $end } { $unit } к { $year } г. ({ $low }–{ $high })
title-down = { $name }: снижение с { $start } до { $end } { $unit } к { $year } г. ({ $low }–{ $high })
title-steady = { $name }: без перемен, { $end } { $unit } до { $year } г. ({ $low }–{ $high })
title-loss = Зависимость: молчание { $maker } с { $year } г. стоит { $loss }% перевозок
gap = { $name }: разница Б − А { $gap } { $unit } в { $year } г. (от { $low } до { $high })
gap-none = { $name }: надёжной разницы нет при { $runs ->
    [one] { $runs } прогоне
   *[other] { $runs } прогонах
} ({ $year } г.)
note-one = { $unit }; пока один прогон
note-filling = { $unit }; линия: медиана, полоса: 8 из 10 прогонов; готово { $runs } из { $wanted }
note-band = { $unit }; линия: медиана, полоса: 8 из 10, всего { $runs ->
    [one] { $runs } прогон
    [few] { $runs } прогона
   *[many] { $runs } прогонов
}, тонкая: первый прогон
note-pairs = { $unit }; вверху А и Б, внизу Б − А с полосой 8 из 10; { $runs } { $runs ->
    [one] пара
    [few] пары
   *[many] пар
} при одной и той же случайности
note-losses-waiting = доля т-км, потерянных за 24 месяца после замолчавшего поставщика; измеряется: каждого поставщика убирают по очереди

## Figures
figure-throughput = Грузы
figure-jobs = Рабочие места
figure-dependence = Зависимость
figure-cost = Себестоимость
figure-transit-time = Время транзита
figure-local-content = Местное содержание
figure-debt = Долг
figure-queue = Поезда в очереди на границах
unit-throughput = млн т в год
unit-jobs = мест
unit-dependence = % т-км, потерянных за 24 месяца
unit-cost = тенге за т-км в ценах начала
unit-transit-time = ч
unit-local-content = % стоимости локомотива
unit-debt = трлн тенге
unit-queue = поездов
outcome-throughput-mt = все грузы
outcome-throughput-tkm = тонно-километры
outcome-transit-teu = транзитные контейнеры
outcome-transit-mt = транзит
outcome-china-border-mt = граница с Китаем
outcome-caspian-route-mt = порты Каспия
outcome-transit-hours = Китай–Европа
outcome-border-crossing-hours = на переходах
outcome-border-queue-trains = ждут
outcome-refused-trains = не принятые поезда
outcome-locomotives-ready = исправные локомотивы
outcome-locomotives-owned = локомотивы в парке
outcome-ready-share = доля исправных локомотивов
outcome-jobs-assembly = сборка
outcome-jobs-maintenance = ремонт
outcome-jobs-engineering = инженеры
outcome-jobs-suppliers = свои поставщики
outcome-jobs-abroad = места за рубежом
outcome-jobs-total = все места
outcome-value-added-domestic-share = доля денег, потраченных дома
outcome-local-content-delivered = сделано
outcome-local-content-promised = обещано
outcome-engineering-level = инженерия
outcome-debt-tenge = долг
outcome-debt-foreign-share = доля долга в валюте
outcome-cost-per-tkm = себестоимость
outcome-cash-tenge = деньги на счетах
outcome-public-money-spent = потрачено государственных денег
outcome-tkm-per-public-tenge = прирост т-км на государственный тенге
outcome-kzt-per-usd = тенге за доллар
outcome-fleet-share-largest = доля крупнейшего поставщика в парке
outcome-parts-foreign-share = доля денег за запчасти, ушедших за рубеж
other = Другой показатель

## Map
map = Карта железной дороги
show = Что показывает цвет
place = Линия или переход
legend = ширина: пар поездов в сутки; пунктир: один путь; чёрная кромка: предел, который сдерживал; кольцо: очередь; число: поездов ждёт
play = ▶ Пуск
pause = ⏸ Стоп
time = Показанный квартал
tap = Нажмите на линию или переход, чтобы увидеть числа, их надёжность и источник.
table = Таблица
why = Почему?
year = Месяц
bound = Сдерживало (доля прогонов):
unbound = Перевозки не сдерживало ничто, кроме спроса.
mode-use = Загрузка
mode-traction = Тяга
mode-queue = Очереди
electric = электровозы
diesel = тепловозы
section = Участок
pairs = Пар поездов в сутки
use = Загрузка, %
tracks = Пути
traction = Тяга
grade = надёжность
source = источник
length = Длина
capacity = Пропускная способность, пар в сутки (пределы)
state = Состояние
shut = ещё не открыт
waiting = Поездов ждёт
hours = Часов на проход
accepts = Согласовано поездов в сутки, отсюда / сюда
tenth = Если предел на 10% шире, добавится
nothing = ничего: он не сдерживал
tkm = млн т-км в сутки (по ценности)
less = меньше в Б
same = столько же
more = больше в Б
use-low = меньше половины
use-half = 50–80%
use-high = 80–97%
use-full = заполнено
grade-A = A (официально)
grade-B = B (сообщалось)
grade-C = C (слабо или выведено)
grade-D = D (допущение)
corridor = Направление
corridor-domestic = Внутри страны
binding-title = Какой предел сдерживал, по годам
binding-caption = Что сдерживало каждое направление большую часть месяцев года, по всем прогонам
limit-demand = ничего, кроме спроса
limit-line = линия { $place }
limit-yard = станция { $place }
limit-accept = приём поездов соседом, { $place }
limit-admit = приём поездов у себя, { $place }
limit-transship = перегрузка, { $place }
limit-diesel = тепловозы
limit-locomotives = локомотивы
limit-crews = бригады
limit-wagons = вагоны

## Levers
levers = Рычаги
levers-about = Десять самых весомых по измеренной чувствительности; остальные найдёт поиск.
search = Поиск
search-hint = тариф, бригады, Wabtec …
found = Найдено:
reset = Вернуть как было
range = Пределы
rests = было
all = Показать все рычаги
fewer = Показать десять самых весомых
kind-policy = Кто-то решает
kind-world = Точно не знает никто
lever-units = { $maker }: локомотивов в последнем подписанном договоре
lever-tender = { $maker } зовут на торги (1 да, 0 нет)
lever-build = { $name }: место в твёрдой программе (0: нет)
lever-card = { $name }: год удара (левый край: не задан)

## Shocks, contracts, works
card-storm-east-gate = Буря на переходе
card-grain-inspections = Проверки зерна
card-yard-works = Работы на станциях с обеих сторон
card-border-stop = Граница закрыта
card-tenge-float = Плавающий тенге
card-sanctions-parts = Вторичные санкции
card-parts-dispute = Спор о запчастях
card-home-priority = Всплеск спроса на родине поставщика
card-red-sea = Красное море закрыто
card-sea-cheap = Море дешевеет
card-war-risk-north = Обход из-за военного риска
card-war-risk-loss = Северного пути избегают
card-ships-fail = Суда не приходят
card-harsh-winter = Суровая зима
card-depot-strike = Забастовка в депо
card-neighbour-line = Открыта линия Китай–Кыргызстан–Узбекистан
sheet-locomotive-supply = Договор на локомотивы
sheet-border-windows = Окна на границе
sheet-caspian-slots = Места на судах
package-yard-dostyk = Станция и перегрузка Достык
package-yard-altynkol = Станция и перегрузка Алтынколь
package-yards-inland = Станции внутри страны
package-dispatching = Диспетчеризация и график
package-loops = Разъезды и вторые пути
package-electrification = Электрификация
package-depots = Депо и обучение
package-port-ships = Суда и причалы на Каспии
mark-shock = удар
mark-contract = договор
marks-title = Удары и договоры по пути
marks-caption = Удары и договоры первого прогона (зерно { $seed })
month = Месяц
kind = Вид
what = Что

## Why
why-title = Почему здесь было именно так? { $name }, { $month }
why-waiting = Ждём прогонов …
why-progress = Причины убирают по одной при той же случайности: { $done } из { $wanted } прогонов.
waterfall-caption = От начала до этой точки, { $unit }: каждую причину убрали и рассчитали заново (первый прогон, зерно { $seed }); шаги складываются
step = Шаг
amount = Величина
step-drawn = В масштабе
step-start = Первый год
step-drift = Без всего этого: спрос, старение, цены
step-rest-contracts = Прочие договоры и договоры вместе
step-rest-works = Прочие работы и работы вместе
step-rest-budgets = Тарифы и бюджеты вместе
step-rest-shocks = Прочие удары и удары вместе
step-together = Остаток: действие всего этого вместе
step-point = { $month }
cause = Причина
cause-works = Работы, заказанные в { $year } г.
cause-old-shocks = Более давние удары ({ $count })
cause-old-works = Более давние заказы работ (январей: { $count })
cause-budget = Решения о тарифе и бюджете ({ $count })
limit-first = Сдерживающий предел: { $limit }
limit-joint = Несколько пределов вместе: { $one } и { $two }
limit-noise = Одного предела нет: ни одна проба не выше шума ({ $runs ->
    [one] { $runs } прогон
    [few] { $runs } прогона
   *[many] { $runs } прогонов
})
limit-test = На 10% шире: { $limit } — { $gap }% (от { $low } до { $high }, пар прогонов: { $runs })
limit-next = Если первый открыть настежь, следующий предел: { $limit }.
without = Сравнить без: { $cause }
ledger-title = Что записано в книге под каждой причиной
ledger-caption = Уровень в этой точке в первом прогоне: { $level }
ledger-moved = Движение по книге
ledger-name = Имя в книге

## Compare
verdict-title = А против Б
verdict-caption = В конце ({ $year } г.), пар прогонов при одной случайности: { $runs }
no-changes = А и Б пока одинаковы: сдвиньте рычаг.
other-luck = У А и Б разные зёрна: различается и случай.
taken-away = убрано: { $name }
put-back = возвращено: { $name }
figure = Показатель
difference = Б − А (8 из 10 пар)
reliable = Надёжно?
better = Пар, где Б лучше
worst = Худшая десятая прогонов, А → Б
sure = да
unsure = ненадёжно: полоса включает ноль
unsure-runs = надёжной разницы нет, прогонов: { $runs }
alone-title = Что сделала каждая перемена? Выберите показатель
alone-caption = От А к Б, { $unit }: каждая перемена отдельно, затем вместе (среднее по { $runs } парам); шаги складываются

## Take away
take-title = Взять с собой
take-ready = Все прогоны готовы: в таблицах то, что на экране.
take-wait = Прогоны ещё идут: в таблицах то, что есть сейчас.
report = Отчёт
report-title = Две колеи: короткий отчёт
report-version = Модель { $version }
report-link = Этот экран снова:
reproduce = Повторить в Python
reproduce-about = Этот сценарий печатает таблицу экрана (CSV выше) до последней цифры.
foot = Зерно { $seed }, прогонов: { $runs }, модель { $version }. Снаружи ничего не загружалось.
limits-title = Чего эта модель не знает
limits-text = Пропускные способности и поведение в основном имеют надёжность C или D: выведены или приняты. Нет в модели: пассажирского расписания, отдельных поездов, политики помимо ударов, городов и зарплат вне дороги, выбросов. Не верьте числу, пока оно не выдержало перебора слабо известного.

## Tour
tour-watch = Посмотрите, как заполняется сеть: ползунок под картой идёт по годам.
tour-watch-do = К последней трети
tour-why = У каждой точки есть причины. Их находят, убирая по одной и рассчитывая заново.
tour-why-do = Спросить почему
tour-try = Рычаг меняет одно, а случай оставляет прежним.
tour-try-do = Сдвинуть самый весомый рычаг
tour-compare = Теперь А и Б рядом: нижняя половина каждого графика — их разница.
tour-compare-do = Готово
tour-skip = Пропустить обзор

## Scenarios and claims
scenario-baseline = Подписанный план
scenario-border-first = Сначала граница
scenario-closed-gate = Закрытые ворота
scenario-history = Повтор истории 2015–2025
scenario-locomotives-only = Только локомотивы
scenario-one-supplier = Один поставщик
scenario-tenge-storm = Буря вокруг тенге
preset-shift = Локомотивы одни лишь сдвигают узкое место
preset-shift-about = А: без 300 локомотивов и без работ, Б: только локомотивы. Растёт ли груз или переезжает предел?
preset-assembly = Сборка быстра, но мало что оставляет
preset-assembly-about = А только собирает, в Б передано конструирование узлов. Смотрите места и инженерию через десять лет.
preset-absorb = Обещанное местное содержание опаздывает
preset-absorb-about = Б обещает 55% везде с первого года и ничего не передаёт. Сравните сделанное с обещанным.
preset-parts-far = Части из-за океана стоят готовности
preset-parts-far-about = Части идут вдвое дольше в обоих; в Б шесть месяцев запаса в стране.
preset-currency = Скачки курса переходят в расходы
preset-currency-about = А платит в валюте поставщиков, Б в тенге с привязкой к ценам.
preset-neighbours-first = Согласование с соседями окупается раньше
preset-neighbours-first-about = А: 300 локомотивов, Б: вместо них окна на обоих переходах с первого месяца.
preset-other-lever = Второй поставщик добавляет надёжности
preset-other-lever-about = А зовёт по одному поставщику, Б зовёт и соперников. Смотрите зависимость.
preset-home-first = Поставщик сначала служит своему рынку
preset-home-first-about = Рынок поставщиков взлетает в 2027 г. в обоих; в Б штрафы и запас частей.
preset-sequence = Сначала свои узкие места
preset-sequence-about = Те же деньги в двух порядках: А сначала провода, Б сначала диспетчеры, станции и разъезды.
preset-jobs-value = Места приходят домой, стоимость нет
preset-jobs-value-about = А: сегодняшние договоры; в Б больше сервиса дома и передана инженерия.
preset-talisman = Одна сделка не защищает коридор
preset-talisman-about = Закрытая граница, санкции и скачок тенге в 2029 г. в обоих; 300 локомотивов только в Б.
preset-main-corridors = Деньги сначала на транзитные коридоры
preset-main-corridors-about = Модель сама ставит локомотивы туда, где они везут больше; управляемы работы. А: сначала внутренние линии, Б: переходы и порты.
preset-short-circuit = Мера внутри страны надёжнее согласованной
preset-short-circuit-about = А: сосед чаще держит слово; Б: свои диспетчеры, станции и разъезды.
preset-heavy-haul = Опыт угольной линии переносим
preset-heavy-haul-about = Б: 70 вагонов в поезде и сначала провода; границы, разъезды и станции как есть.
preset-fast-talks = Спешка с подписью дорого стоит покупателю
preset-fast-talks-about = А даёт переговорам 40 раундов, Б обрывает после четырёх.
preset-targets = Официальные цели по транзиту достижимы
preset-targets-about = А: работы опаздывают как обычно; Б: всё в срок. Сравните с 54, 67 и 100 млн т транзита в 2026, 2029 и 2035 гг.
side-a = А
side-b = Б
note-losses-none = измеряется через пять лет после начала и каждые пять лет: этот срок слишком короток
finding-same = Сильнее всего китайские переходы в обоих сдерживало одно: { $limit }.
finding-other = Сильнее всего китайские переходы сдерживало: в А { $a }, в Б { $b }.
outcome-promise-index = сдержанные обещания
outcome-bills-unpaid = неоплаченные счета
outcome-real-wage = реальная зарплата
sheet-service-only = Договор на сервис
sheet-workforce-compact = Соглашение о зарплате и местах
sheet-works-budget = Государственные деньги на работы
sheet-transit-tariff = Соглашение о транзитном тарифе
sheet-localisation-pact = Соглашение о местном содержании
sheet-amendment = Поправка к договору
