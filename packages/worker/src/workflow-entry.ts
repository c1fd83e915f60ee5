import { interceptors, workflowMain } from '@durable-lua/host-workflow';
import { standardModules } from './standard-modules.js';

/** What runs in the sandbox when only standard modules are in use; bundled when this package is built. */
export { interceptors };
export default workflowMain({ modules: standardModules });
