import components from './components.json';
import customers from './customers.json';
import dictionary from './dictionary.json';
import imports from './imports.json';
import overview from './overview.json';
import profile from './profile.json';
import reasons from './reasons.json';
import session from './session.json';
import settings from './settings.json';
import shell from './shell.json';
import sources from './sources.json';

export default {
  components,
  customers,
  dictionary,
  imports,
  overview,
  profile,
  reasons,
  session,
  settings,
  shell,
  sources,
};
