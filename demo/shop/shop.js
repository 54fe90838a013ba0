// The demo shop: draws the page that the address asks for. Every link loads a page anew, as in most shops.
import { accountPage, wishlistPage } from './account.js';
import { basketPage, checkoutPage, thanksPage } from './basket.js';
import { banner } from './consent.js';
import { h, icon } from './dom.js';
import { listPage, searchPage } from './list.js';
import { productPage } from './product.js';
import { basket, change, state } from './store.js';
import { oblik } from './tracking.js';
import { LANGUAGES, language, say } from './words.js';

const PAGES = {
  '': listPage,
  category: listPage,
  product: productPage,
  search: searchPage,
  cart: basketPage,
  checkout: checkoutPage,
  thanks: thanksPage,
  wishlist: wishlistPage,
  account: accountPage,
};
const CATEGORIES = ['tea', 'bags', 'home', 'lights', 'party', 'gifts'];

const catalogue = await (await fetch('catalogue.json')).json();
const base = new URL(document.baseURI).pathname;
const [section = '', argument = ''] = location.pathname.slice(base.length).split('/').map(decodeURIComponent);

document.documentElement.lang = language;
document.getElementById('skip').textContent = say('skip');
drawHeader();
drawFooter();
drawPage();
banner(document.getElementById('banner'));
addEventListener('basket', drawHeader);

function drawPage() {
  const draw = PAGES[section];
  const page = draw?.({ catalogue, argument, query: new URLSearchParams(location.search) });
  const { title, content } = page || { title: say('missing'), content: h('h1', {}, say('missing')) };
  document.title = section ? `${title} · ${say('shop')}` : say('shop');
  document.getElementById('main').replaceChildren(...[content].flat());
}

function drawHeader() {
  const link = (href, label, symbol, count) =>
    h(
      'a',
      { href, class: 'tool', 'aria-current': section === href && 'page' },
      icon(symbol),
      h('span', {}, label),
      count ? h('b', { class: 'count' }, count) : null,
    );
  const { count } = basket(catalogue);
  const account = state.person ? say('signed_in', { name: state.person.name.split(' ')[0] }) : say('account');
  document.getElementById('header').replaceChildren(
    h(
      'div',
      { class: 'bar' },
      h(
        'a',
        { href: './', class: 'logo' },
        h('img', { src: 'icon.svg', alt: '', width: 32, height: 32 }),
        say('shop'),
      ),
      h(
        'form',
        { action: 'search', role: 'search', class: 'search' },
        h('input', {
          name: 'q',
          type: 'search',
          required: true,
          placeholder: say('search_hint'),
          'aria-label': say('search'),
          value: new URLSearchParams(location.search).get('q') || '',
        }),
        h('button', { 'aria-label': say('search') }, icon('search')),
      ),
      h(
        'nav',
        { class: 'tools' },
        link('account', account, 'person'),
        link('wishlist', say('wishlist'), 'heart', state.wishes.length),
        link('cart', say('basket'), 'basket', count),
      ),
    ),
    h(
      'nav',
      { class: 'categories', 'aria-label': say('all') },
      h('a', { href: './', 'aria-current': section === '' && 'page' }, say('all')),
      CATEGORIES.map((category) =>
        h(
          'a',
          { href: `category/${category}`, 'aria-current': argument === category && 'page' },
          say(category),
        ),
      ),
    ),
  );
}

function drawFooter() {
  const watch = h(
    'a',
    {
      href: '/customers',
      class: 'watch',
      target: 'oblik',
      title: say('watch_text'),
      'data-oblik-id': 'watch',
    },
    say('watch'),
    ' →',
  );
  const aim = async () => {
    const { anonymousId, userId } = await oblik.visitor();
    watch.href = `/customers?q=${encodeURIComponent(userId || anonymousId)}`;
  };
  aim();
  addEventListener('visitor', aim);
  const languages = h(
    'select',
    {
      'aria-label': 'Language · Мова · Язык',
      onchange: ({ target }) => {
        change({ language: target.value });
        location.reload();
      },
    },
    LANGUAGES.map((code) =>
      h(
        'option',
        { value: code, selected: code === language },
        { en: 'English', uk: 'Українська', ru: 'Русский' }[code],
      ),
    ),
  );
  document
    .getElementById('footer')
    .replaceChildren(
      h('p', { class: 'small' }, say('generated')),
      h(
        'div',
        { class: 'footer-tools' },
        h(
          'button',
          { class: 'link', onclick: () => banner(document.getElementById('banner'), true) },
          say('choice'),
        ),
        languages,
        watch,
      ),
    );
}
