import components from './components.json';
import customers from './customers.json';
import dictionary from './dictionary.json';
import goals from './goals.json';
import imports from './imports.json';
import inventory from './inventory.json';
import overview from './overview.json';
import profile from './profile.json';
import quality from './quality.json';
import reasons from './reasons.json';
import session from './session.json';
import settings from './settings.json';
import setup from './setup.json';
import shell from './shell.json';
import sources from './sources.json';

export default {
  components,
  customers,
  dictionary,
  goals,
  imports,
  inventory,
  overview,
  profile,
  quality,
  reasons,
  session,
  settings,
  setup,
  shell,
  sources,
};
