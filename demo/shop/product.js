// One product: to buy, to wish for, to be told of when it is back, to review, to share.
import { h, icon, toast } from './dom.js';
import { addToBasket, tile, toggleWish } from './list.js';
import { picture } from './pictures.js';
import { state } from './store.js';
import { goods, oblik } from './tracking.js';
import { money, say } from './words.js';

export function productPage({ catalogue, argument }) {
  const product = catalogue.products.find(({ id }) => id === argument);
  if (!product) return undefined;
  oblik.productViewed(goods(product));
  const alike = catalogue.products
    .filter(({ id, category }) => category === product.category && id !== product.id)
    .slice(0, 4);
  return {
    title: product.name,
    content: [
      h(
        'nav',
        { class: 'crumbs' },
        h('a', { href: './' }, say('all')),
        ' / ',
        h('a', { href: `category/${product.category}` }, say(product.category)),
      ),
      h(
        'div',
        { class: 'product' },
        h('div', { class: 'product-picture' }, picture(product)),
        h(
          'div',
          { class: 'product-facts' },
          h('h1', {}, product.name),
          h('p', { class: 'price big' }, money(product.price)),
          h('p', { class: 'muted' }, say('sold', { count: product.sold })),
          product.in_stock ? buying(product) : waiting(product),
          h('div', { class: 'row' }, wish(product), sharing(product)),
          review(product),
        ),
      ),
      h('h2', {}, say('more')),
      h(
        'div',
        { class: 'grid' },
        alike.map((other, index) => tile(other, index + 1, 'alike')),
      ),
    ],
  };
}

function buying(product) {
  const quantity = h('input', {
    type: 'number',
    min: 1,
    max: 99,
    value: 1,
    'aria-label': say('quantity'),
    name: 'quantity',
  });
  const submit = (event) => {
    event.preventDefault();
    addToBasket(product, Number(quantity.value));
  };
  return h(
    'form',
    { class: 'row', onsubmit: submit, id: 'buy' },
    quantity,
    h('button', { class: 'button' }, say('add')),
  );
}

function waiting(product) {
  const email = h('input', {
    type: 'email',
    name: 'email',
    required: true,
    autocomplete: 'email',
    placeholder: say('email'),
    'aria-label': say('email'),
    value: state.person?.email || '',
  });
  const submit = (event) => {
    event.preventDefault();
    oblik.identify({ email: email.value });
    oblik.track('Back In Stock Requested', goods(product));
    toast(say('notified'));
    event.target.reset();
  };
  return h(
    'form',
    { class: 'card', onsubmit: submit, id: 'notify' },
    h('p', {}, say('notify_text')),
    h('div', { class: 'row' }, email, h('button', { class: 'button' }, say('notify'))),
  );
}

function wish(product) {
  const button = h('button', { class: 'quiet', onclick: () => draw(toggleWish(product)) });
  const draw = (wished) => {
    button.classList.toggle('on', wished);
    button.replaceChildren(icon('heart'), h('span', {}, say(wished ? 'unwish' : 'wish')));
  };
  draw(state.wishes.includes(product.id));
  return button;
}

function sharing(product) {
  const copy = async () => {
    const { product_id, name, category, price, url } = goods(product);
    oblik.productShared({ share_via: 'link', product_id, name, category, price, url });
    await navigator.clipboard?.writeText(location.href).catch(() => {});
    toast(say('shared'));
  };
  return h('button', { class: 'quiet', onclick: copy }, say('share'));
}

function review(product) {
  const rating = h(
    'select',
    { name: 'rating', 'aria-label': say('rating') },
    [5, 4, 3, 2, 1].map((stars) =>
      h('option', { value: stars }, `${'★'.repeat(stars)} ${say('stars', { count: stars })}`),
    ),
  );
  const text = h('textarea', {
    name: 'review',
    rows: 3,
    required: true,
    maxlength: 500,
    placeholder: say('review'),
    'aria-label': say('review'),
  });
  const submit = (event) => {
    event.preventDefault();
    oblik.productReviewed({ product_id: product.id, rating: Number(rating.value), review_body: text.value });
    toast(say('thanks_review'));
    event.target.reset();
  };
  return h(
    'details',
    {},
    h('summary', {}, say('reviews')),
    h(
      'form',
      { class: 'card', onsubmit: submit, id: 'review' },
      rating,
      text,
      h('button', { class: 'button' }, say('send')),
    ),
  );
}
