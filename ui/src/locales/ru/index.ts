import components from './components.json';
import goals from './goals.json';
import overview from './overview.json';
import quality from './quality.json';
import session from './session.json';
import setup from './setup.json';
import shell from './shell.json';

export default {
  components,
  goals,
  overview,
  quality,
  session,
  setup,
  shell,
};
