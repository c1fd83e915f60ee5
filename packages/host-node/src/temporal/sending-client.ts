import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowClient, type Client, type WorkflowService } from '@temporalio/client';
import { isUnavailable, RPC_TIMEOUT } from './rpc.js';

/** How long a message is tried to be sent to a server that does not answer: more than a restart of it takes. Milliseconds. */
const SEND_TIMEOUT = 60_000;
const RETRY_MS = 500;

const made = new WeakMap<Client, SendingClient>();

/**
 * Sends signals until the server has them. Each has one request ID, and a server takes a request once: whoever were to call `signal`
 * again might send a message twice.
 */
export class SendingClient extends WorkflowClient {
  private constructor({ connection, options }: WorkflowClient) {
    super({ ...options, connection, dataConverter: options.loadedDataConverter });
  }

  /** With connection, options and interceptors of this client. */
  static of(client: Client): SendingClient {
    const known = made.get(client) ?? new SendingClient(client.workflow);
    made.set(client, known);
    return known;
  }

  override get workflowService(): WorkflowService {
    const service = super.workflowService;
    const send = async (request: Parameters<WorkflowService['signalWorkflowExecution']>[0]): Promise<unknown> => {
      const end = Date.now() + SEND_TIMEOUT;
      for (;;) {
        try {
          return await this.connection.withDeadline(Date.now() + RPC_TIMEOUT, () =>
            service.signalWorkflowExecution(request),
          );
        } catch (error) {
          if (!isUnavailable(error) || Date.now() > end) throw error;
          await sleep(RETRY_MS);
        }
      }
    };
    return Object.create(service, { signalWorkflowExecution: { value: send } });
  }
}
