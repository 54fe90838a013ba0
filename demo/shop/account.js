// Who the visitor is, and what they wish for.
import { h } from './dom.js';
import { addToBasket, tile, toggleWish } from './list.js';
import { change, state } from './store.js';
import { oblik } from './tracking.js';
import { say } from './words.js';

export function accountPage() {
  return {
    title: say('account'),
    content: state.person ? signedIn() : [h('h1', {}, say('sign_up')), signUp()],
  };
}

function signUp() {
  const submit = async (event) => {
    event.preventDefault();
    const { name, email } = Object.fromEntries(new FormData(event.target));
    change({ person: { name, email } });
    await oblik.identify(`shop-${email.trim().toLowerCase()}`, { name, email });
    await oblik.track('Signed Up', { method: 'email' });
    location.href = 'account';
  };
  return h(
    'form',
    { class: 'card narrow', onsubmit: submit, id: 'sign-up' },
    h('p', { class: 'muted' }, say('sign_up_text')),
    h('label', {}, say('name'), h('input', { name: 'name', autocomplete: 'name', required: true })),
    h(
      'label',
      {},
      say('email'),
      h('input', { name: 'email', type: 'email', autocomplete: 'email', required: true }),
    ),
    h('button', { class: 'button wide' }, say('sign_up_button')),
  );
}

function signedIn() {
  const signOut = async () => {
    await oblik.track('Signed Out');
    await oblik.reset();
    change({ person: null });
    location.href = './';
  };
  return [
    h('h1', {}, say('signed_in', { name: state.person.name })),
    h('p', { class: 'muted' }, state.person.email),
    h('button', { class: 'quiet', onclick: signOut }, say('sign_out')),
  ];
}

export function wishlistPage({ catalogue }) {
  const place = h('div');
  const draw = () => {
    const wished = catalogue.products.filter(({ id }) => state.wishes.includes(id));
    place.replaceChildren(
      wished.length
        ? h(
            'div',
            { class: 'grid' },
            wished.map((product, index) => wish(product, index + 1, draw)),
          )
        : h('p', { class: 'empty' }, say('no_wishes')),
    );
  };
  draw();
  return { title: say('wishlist'), content: [h('h1', {}, say('wishlist')), place] };
}

function wish(product, position, draw) {
  const move = () => {
    addToBasket(product, 1, 'wishlistProductAddedToCart');
    toggleWish(product);
    draw();
  };
  const drop = () => {
    toggleWish(product);
    draw();
  };
  return h(
    'div',
    {},
    tile(product, position, 'wishlist'),
    h(
      'div',
      { class: 'row' },
      product.in_stock && h('button', { class: 'quiet', onclick: move }, say('move')),
      h('button', { class: 'link', onclick: drop }, say('remove')),
    ),
  );
}
