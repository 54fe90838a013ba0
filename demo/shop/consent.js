// Asks once what may be remembered; the tracker keeps the answer.
import { h } from './dom.js';
import { oblik } from './tracking.js';
import { say } from './words.js';

const WORDING = '2026-11'; // stands as proof beside the consent on the profile

/** Shows the question where nobody has answered it, or once more where that is asked for. */
export async function banner(place, again = false) {
  const known = await oblik.consent();
  if (known.analytics !== 'unknown' && !again) return;
  const choose = (analytics, marketing) => async () => {
    await oblik.consent({ analytics, marketing }, { text_version: WORDING, where: 'banner' });
    place.replaceChildren();
    document.getElementById('main').focus({ preventScroll: true });
    dispatchEvent(new Event('visitor'));
  };
  const button = (label, kind, ...choice) =>
    h('button', { class: kind, onclick: choose(...choice) }, say(label));
  place.replaceChildren(
    h(
      'section',
      { class: 'banner', role: 'dialog', 'aria-labelledby': 'consent-title' },
      h('div', {}, h('h2', { id: 'consent-title' }, say('consent')), h('p', {}, say('consent_text'))),
      h(
        'div',
        { class: 'row' },
        button('yes', 'button', 'granted', 'granted'),
        button('only', 'quiet', 'granted', 'denied'),
        button('no', 'quiet', 'denied', 'denied'),
      ),
    ),
  );
}
