"""A website: the tracker that comes with Oblik, or Segment's analytics.js, or RudderStack's SDK."""

from __future__ import annotations

from typing import Final

from oblik.collect.sources._steps import OPEN_SITE, in_order
from oblik.collect.sources.kind import Snippet, SourceKind

_ONE_LINE = """\
<script async src="{{url}}/oblik.js" data-key="{{key}}" data-options='{{options}}'></script>"""

STAND_IN: Final = """\
(function (page, document, url) {
  var q = [];
  page.oblik = page.oblik || new Proxy({ q: q }, {
    get: function (own, method) {
      return own[method] || function () {
        var given = arguments;
        return new Promise(function (resolve) { q.push([method, given, resolve]); });
      };
    },
  });
  var script = document.createElement("script");
  script.async = true;
  script.nonce = (document.currentScript || {}).nonce || "";
  script.src = url + "/oblik.js";
  document.head.appendChild(script);
})(window, document, "{{url}}");"""
"""Loads the tracker, and keeps the calls that are made before it is there. ES5, as Tag Manager asks for."""

_SNIPPET = f"""\
<script>
{STAND_IN}

oblik.load("{{{{key}}}}", {{{{options}}}});
</script>"""

_NPM = """\
import { load } from "oblik-tracker";

const options = {{options}};
export const oblik = load("{{key}}", { url: "{{url}}", ...options });

oblik.productAdded({ product_id: "mug-blue", name: "Blue mug", price: 24.5, quantity: 1 });
oblik.identify("customer-1", { email: "ann@example.com" });"""

_ANALYTICS_JS = """\
import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({ writeKey: "{{key}}", cdnURL: "{{url}}" });
analytics.page();"""

_RUDDERSTACK = """\
import { RudderAnalytics } from "@rudderstack/analytics-js";

const analytics = new RudderAnalytics();
analytics.load("{{key}}", "{{url}}", { configUrl: "{{url}}" });
analytics.page();"""

SOURCE = SourceKind(
    key="javascript",
    name={"en": "Website", "uk": "Вебсайт", "ru": "Сайт"},
    description={
        "en": "What visitors of a website look at, click and buy, by one line in its pages.",
        "uk": "Що відвідувачі сайту переглядають, натискають і купують: один рядок на його сторінках.",
        "ru": "Что посетители сайта смотрят, нажимают и покупают: одна строка на его страницах.",
    },
    icon="world-www",
    steps=in_order(
        {
            "en": "Copy the line into the `<head>` of every page: in most shops it goes into the template of the site’s header.",
            "uk": "Вставте рядок у `<head>` кожної сторінки: у більшості магазинів це шаблон шапки сайту.",
            "ru": "Вставьте строку в `<head>` каждой страницы: в большинстве магазинов это шаблон шапки сайта.",
        },
        {
            "en": "Where your own banner asks for consent, call `oblik.consent('granted')` when somebody agrees.",
            "uk": "Якщо згоди питає ваш власний банер, викличте `oblik.consent('granted')`, коли людина погодилася.",
            "ru": "Если согласия спрашивает ваш баннер, вызовите `oblik.consent('granted')`, когда человек согласился.",
        },
        {
            "en": "Where people sign in, call `oblik.identify` with your customer number: the visits get a name.",
            "uk": "Там, де люди входять, викличте `oblik.identify` із номером клієнта: відвідування отримають ім’я.",
            "ru": "Там, где люди входят, вызовите `oblik.identify` с номером клиента: у посещений появится имя.",
        },
        OPEN_SITE,
    ),
    templates=(
        Snippet("html", "One line", _ONE_LINE),
        Snippet("html", "Snippet", _SNIPPET),
        Snippet("javascript", "npm", _NPM),
        Snippet("javascript", "analytics.js", _ANALYTICS_JS),
        Snippet("javascript", "RudderStack", _RUDDERSTACK),
    ),
    options={"consent": "unknown"},
)
