/** Forms submitted and abandoned: the names of their fields, and only where the site says so, whose form it is. */
import type { Core } from './core';
import { selectorOf } from './elements';
import { maskUrl } from './masks';
import type { Properties } from './types';

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Trait by the field's `autocomplete` or `type`, where `data-oblik-trait` does not name one. */
const TRAITS: Record<string, string> = {
  email: 'email',
  tel: 'phone',
  name: 'name',
  'given-name': 'first_name',
  'family-name': 'last_name',
};

export function watchForms(core: Core): void {
  const touched = new Map<HTMLFormElement, Set<string>>();

  core.hear('input', (event) => {
    const field = event.target as Partial<Field> | null;
    const form = field?.form;
    if (!form || form.closest('[data-oblik-ignore]')) return;
    const names = touched.get(form) || new Set();
    touched.set(form, names.add(nameOf(field as Field)));
  });
  core.hear('submit', (event) => {
    const form = event.target as HTMLFormElement;
    touched.delete(form);
    if (form.closest('[data-oblik-ignore]')) return;
    const fields = fieldsOf(form);
    core.track('Form Submitted', { ...about(form), fields: fields.map(nameOf) });
    if (!core.options.identifyForms) return;
    const traits = traitsOf(fields);
    if (Object.keys(traits).length) core.tell('identify', { traits });
  });
  core.on('end', () => {
    touched.forEach((names, form) => {
      core.track('Form Abandoned', { ...about(form), fields: [...names], last_field: [...names].pop() });
    });
    touched.clear();
  });
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return (Array.from(form.elements) as Field[]).filter(
    (field) =>
      /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName) &&
      !/^(hidden|submit|button|reset|image)$/.test(field.type),
  );
}

function nameOf(field: Field): string {
  return field.getAttribute('name') || field.id || field.type;
}

function about(form: HTMLFormElement): Properties {
  // A field called "action" or "name" would hide the form's own, so the attributes are read.
  return {
    form: form.getAttribute('id') || form.getAttribute('name') || selectorOf(form),
    action: maskUrl(form.getAttribute('action') || ''),
  };
}

function traitsOf(fields: Field[]): Properties {
  const traits: Properties = {};
  for (const field of fields) {
    const hint = field.getAttribute('autocomplete')?.split(' ').pop() || '';
    const trait = field.dataset.oblikTrait ?? TRAITS[hint] ?? TRAITS[field.type];
    const value = field.value.trim().slice(0, 500);
    const chosen = !/^(checkbox|radio)$/.test(field.type) || (field as HTMLInputElement).checked;
    if (trait && value && chosen && field.type !== 'password') traits[trait] = value;
  }
  return traits;
}
