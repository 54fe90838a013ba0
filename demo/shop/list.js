// Lists of products: everything, a category, what a search found.
import { h, toast } from './dom.js';
import { picture } from './pictures.js';
import { change, put, state } from './store.js';
import { goods, oblik } from './tracking.js';
import { money, say } from './words.js';

const ORDERS = {
  popular: (a, b) => b.sold - a.sold,
  cheap: (a, b) => a.price - b.price,
  dear: (a, b) => b.price - a.price,
};
const BEST = 1000; // orders in the year of a bestseller

/** A product in a list. */
export function tile(product, position, list) {
  const clicked = () => oblik.productClicked({ ...goods(product, 0, position), list_id: list });
  return h(
    'article',
    { class: 'tile' },
    h(
      'a',
      { href: `product/${product.id}`, onclick: clicked, class: 'tile-link' },
      h('div', { class: 'tile-picture' }, picture(product), label(product)),
      h('h3', {}, product.name),
    ),
    h(
      'div',
      { class: 'tile-foot' },
      h('span', { class: 'price' }, money(product.price)),
      product.in_stock &&
        h(
          'button',
          {
            class: 'quiet',
            'aria-label': `${say('add')}: ${product.name}`,
            onclick: () => addToBasket(product, 1),
          },
          say('add'),
        ),
    ),
  );
}

function label(product) {
  if (!product.in_stock) return h('span', { class: 'label out' }, say('sold_out'));
  return product.sold > BEST ? h('span', { class: 'label' }, say('bestseller')) : null;
}

export function addToBasket(product, quantity, event = 'productAdded') {
  put(product.id, quantity);
  dispatchEvent(new Event('basket'));
  oblik[event](goods(product, quantity));
  toast(say('added', { name: product.name }));
}

export function toggleWish(product) {
  const wished = state.wishes.includes(product.id);
  const others = state.wishes.filter((id) => id !== product.id);
  change({ wishes: wished ? others : [...others, product.id] });
  dispatchEvent(new Event('basket'));
  if (wished) oblik.productRemovedFromWishlist(goods(product));
  else {
    oblik.productAddedToWishlist(goods(product));
    toast(say('wished', { name: product.name }));
  }
  return !wished;
}

/** The grid, with its controls where there is something to sort. */
function grid(products, list, category) {
  const tiles = h('div', { class: 'grid' });
  const order = h(
    'select',
    { 'aria-label': say('sort'), onchange: filtered },
    Object.keys(ORDERS).map((key) => h('option', { value: key }, say(key))),
  );
  const stock = h('input', { type: 'checkbox', onchange: filtered });
  function draw() {
    const shown = products.filter(({ in_stock }) => in_stock || !stock.checked).sort(ORDERS[order.value]);
    tiles.replaceChildren(...shown.map((product, index) => tile(product, index + 1, list)));
    return shown.slice(0, 20).map((product, index) => goods(product, 0, index + 1));
  }
  function filtered() {
    const filters = stock.checked ? [{ type: 'in_stock', value: 'true' }] : [];
    oblik.productListFiltered({
      list_id: list,
      category,
      filters,
      sorts: [{ type: 'order', value: order.value }],
      products: draw(),
    });
  }
  oblik.productListViewed({ list_id: list, category, products: draw() });
  return [h('div', { class: 'controls' }, h('label', {}, stock, ' ', say('in_stock')), order), tiles];
}

export function listPage({ catalogue, argument }) {
  const title = argument ? say(argument) : say('tagline');
  const products = catalogue.products.filter(({ category }) => !argument || category === argument);
  return {
    title,
    content: [
      argument ? null : hero(catalogue),
      h('h1', {}, title),
      ...grid(products, argument || 'everything', argument),
    ].filter(Boolean),
  };
}

function hero(catalogue) {
  const promotion = {
    promotion_id: 'tea-20',
    name: 'Tea, twenty per cent off',
    creative: 'hero',
    position: 'home-top',
  };
  oblik.promotionViewed(promotion);
  const pots = catalogue.products
    .filter((product) => ['teapot', 'stand', 'jug'].includes(product.picture))
    .slice(0, 3);
  return h(
    'section',
    { class: 'hero' },
    h(
      'div',
      {},
      h('h2', {}, say('hero')),
      h('p', {}, say('hero_text')),
      h(
        'a',
        { class: 'button', href: 'category/tea', onclick: () => oblik.promotionClicked(promotion) },
        say('hero_button'),
      ),
    ),
    h('div', { class: 'hero-pictures' }, pots.map(picture)),
  );
}

export function searchPage({ catalogue, query }) {
  const text = (query.get('q') || '').trim();
  const words = text.toLowerCase().split(/\s+/);
  const found = catalogue.products.filter(({ name, category }) =>
    words.every((word) => `${name} ${category}`.toLowerCase().includes(word)),
  );
  oblik.productsSearched({ query: text, results: found.length });
  const title = say('results', { query: text, count: found.length });
  return {
    title,
    content: [
      h('h1', {}, title),
      ...(found.length ? grid(found, 'search') : [h('p', { class: 'empty' }, say('nothing'))]),
    ],
  };
}
