// The basket, the three steps of the checkout, and the thanks.
import { h, toast } from './dom.js';
import { picture } from './pictures.js';
import { basket, COUPONS, change, put, state } from './store.js';
import { goods, oblik } from './tracking.js';
import { money, say } from './words.js';

const STEPS = ['contact', 'delivery', 'payment'];

const products = ({ lines }) => lines.map(({ product, quantity }) => goods(product, quantity));

/** What an event of the order says. */
function order(sums, more) {
  const { subtotal, discount, shipping, total } = sums;
  return {
    currency: 'GBP',
    value: total,
    subtotal,
    discount,
    shipping,
    total,
    coupon: state.coupon || undefined,
    products: products(sums),
    ...more,
  };
}

export function basketPage({ catalogue }) {
  const place = h('div');
  const draw = () => {
    const sums = basket(catalogue);
    dispatchEvent(new Event('basket'));
    place.replaceChildren(
      ...(sums.count
        ? [h('div', { class: 'columns' }, list(sums, draw), summary(sums, draw))]
        : [h('p', { class: 'empty' }, say('empty'), ' ', h('a', { href: './' }, say('browse')))]),
    );
  };
  oblik.cartViewed({ products: products(basket(catalogue)) });
  draw();
  return { title: say('basket'), content: [h('h1', {}, say('basket')), place] };
}

function list(sums, draw) {
  const by = (product, quantity) => () => {
    put(product.id, quantity);
    oblik[quantity > 0 ? 'productAdded' : 'productRemoved'](goods(product, Math.abs(quantity)));
    draw();
  };
  return h(
    'ul',
    { class: 'lines' },
    sums.lines.map(({ product, quantity }) =>
      h(
        'li',
        {},
        h(
          'a',
          { href: `product/${product.id}`, class: 'line-picture', 'aria-label': product.name },
          picture(product),
        ),
        h(
          'div',
          { class: 'line-name' },
          h('a', { href: `product/${product.id}` }, product.name),
          h('span', { class: 'muted' }, money(product.price)),
        ),
        h(
          'div',
          { class: 'steps' },
          h('button', { 'aria-label': `${say('fewer')}: ${product.name}`, onclick: by(product, -1) }, '−'),
          h('span', {}, quantity),
          h('button', { 'aria-label': `${say('one_more')}: ${product.name}`, onclick: by(product, 1) }, '+'),
        ),
        h('b', { class: 'price' }, money(product.price * quantity)),
        h('button', { class: 'link', onclick: by(product, -quantity) }, say('remove')),
      ),
    ),
  );
}

function summary(sums, draw) {
  const code = h('input', {
    name: 'coupon',
    placeholder: say('coupon'),
    'aria-label': say('coupon'),
    value: state.coupon,
  });
  const submit = (event) => {
    event.preventDefault();
    const coupon = {
      coupon_id: code.value.trim().toUpperCase(),
      coupon_name: code.value.trim().toUpperCase(),
    };
    oblik.couponEntered(coupon);
    if (COUPONS[coupon.coupon_id]) {
      change({ coupon: coupon.coupon_id });
      draw();
      oblik.couponApplied({
        ...coupon,
        discount: Math.round(sums.subtotal * COUPONS[coupon.coupon_id] * 100) / 100,
      });
      toast(say('applied', { code: coupon.coupon_id }));
    } else {
      oblik.couponDenied({ ...coupon, reason: 'unknown' });
      toast(say('denied', { code: coupon.coupon_id }));
    }
  };
  return h(
    'aside',
    { class: 'card summary' },
    amounts(sums),
    h(
      'form',
      { class: 'row', onsubmit: submit, id: 'coupon' },
      code,
      h('button', { class: 'quiet' }, say('apply')),
    ),
    h('a', { class: 'button wide', href: 'checkout' }, say('checkout')),
  );
}

function amounts({ subtotal, discount, shipping, total }) {
  const row = (label, amount, strong) =>
    h('div', { class: strong ? 'sum strong' : 'sum' }, h('span', {}, label), h('span', {}, amount));
  return h(
    'div',
    {},
    row(say('subtotal'), money(subtotal)),
    discount ? row(say('discount'), `−${money(discount)}`) : null,
    row(say('shipping'), shipping ? money(shipping) : say('free')),
    row(say('total'), money(total), true),
  );
}

export function checkoutPage({ catalogue }) {
  const sums = basket(catalogue);
  if (!sums.count) return basketPage({ catalogue });
  const checkout_id = `c-${Date.now().toString(36)}`;
  const answers = {};
  const place = h('div', { class: 'card' });
  oblik.checkoutStarted(order(sums, { checkout_id }));
  const show = (index) => {
    oblik.checkoutStepViewed({ checkout_id, step: index + 1 });
    place.replaceChildren(
      form(STEPS[index], async (said) => {
        Object.assign(answers, said);
        const step = {
          checkout_id,
          step: index + 1,
          shipping_method: answers.shipping,
          payment_method: answers.payment,
        };
        oblik.checkoutStepCompleted(step);
        if (STEPS[index] === 'payment') oblik.paymentInfoEntered(step);
        if (index + 1 < STEPS.length) return show(index + 1);
        await complete(sums, checkout_id, answers);
        location.href = 'thanks';
      }),
    );
  };
  show(0);
  return {
    title: say('checkout'),
    content: [
      h('h1', {}, say('checkout')),
      h(
        'div',
        { class: 'columns' },
        place,
        h('aside', { class: 'card summary' }, amounts(sums), h('p', { class: 'small' }, say('pretend'))),
      ),
    ],
  };
}

function form(step, done) {
  const field = (name, type, autocomplete, value = '') =>
    h('label', {}, say(name), h('input', { name, type, autocomplete, value, required: true }));
  const choice = (name, values) =>
    h(
      'fieldset',
      {},
      values.map((value, index) =>
        h(
          'label',
          { class: 'choice' },
          h('input', { type: 'radio', name, value, checked: index === 0 }),
          ' ',
          say(value),
        ),
      ),
    );
  const { name = '', email = '' } = state.person || {};
  const fields = {
    contact: () => [
      field('name', 'text', 'name', name),
      field('email', 'email', 'email', email),
      field('phone', 'tel', 'tel'),
      h('label', { class: 'choice' }, h('input', { type: 'checkbox', name: 'news' }), ' ', say('news')),
    ],
    delivery: () => [field('address', 'text', 'street-address'), choice('shipping', ['standard', 'express'])],
    payment: () => [choice('payment', ['card', 'transfer', 'on_delivery'])],
  };
  const submit = (event) => {
    event.preventDefault();
    done(Object.fromEntries(new FormData(event.target)));
  };
  return h(
    'form',
    { id: `checkout-${step}`, onsubmit: submit },
    h(
      'ol',
      { class: 'progress' },
      STEPS.map((other) => h('li', { 'aria-current': other === step && 'step' }, say(other))),
    ),
    fields[step](),
    h('button', { class: 'button wide' }, say(step === 'payment' ? 'order' : 'next')),
  );
}

async function complete(sums, checkout_id, { name, email, phone, news }) {
  const order_id = `D-${Date.now().toString(36).toUpperCase()}`;
  await oblik.identify({ name, email, phone });
  if (news)
    await oblik.track('Consent Changed', {
      channel: 'email',
      topic: 'news',
      state: 'granted',
      where: 'checkout',
    });
  // The order's number makes a second telling of it a repeat.
  await oblik.orderCompleted(order(sums, { order_id, checkout_id }), { messageId: `order-${order_id}` });
  sessionStorage.setItem('order', JSON.stringify({ order_id, name, total: sums.total }));
  change({ cart: {}, coupon: '' });
}

export function thanksPage() {
  const { order_id, name, total } = JSON.parse(sessionStorage.getItem('order') || '{}');
  if (!order_id) return undefined;
  const title = say('thanks', { name: name.split(' ')[0] });
  return {
    title,
    content: [
      h('h1', {}, title),
      h('p', {}, say('thanks_text', { order: order_id, total: money(total) })),
      h('a', { class: 'button', href: './' }, say('back')),
    ],
  };
}
