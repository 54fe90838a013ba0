import customers from './customers.json';
import dictionary from './dictionary.json';
import imports from './imports.json';
import inventory from './inventory.json';
import profile from './profile.json';
import reasons from './reasons.json';
import settings from './settings.json';
import sources from './sources.json';

export default {
  customers,
  dictionary,
  imports,
  inventory,
  profile,
  reasons,
  settings,
  sources,
};
