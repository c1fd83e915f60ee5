import { WorkflowClient, type WorkflowService } from '@temporalio/client';

type Request<T extends 'startWorkflowExecution' | 'signalWithStartWorkflowExecution'> = Parameters<
  WorkflowService[T]
>[0];

/**
 * A client for one start, which keeps what the SDK drops of the answer: whether the server has started a run, or found one.
 * It has connection, options and interceptors of the client that it is made of.
 */
export class ObservedClient extends WorkflowClient {
  /** What the server has said; undefined before. */
  started: boolean | undefined;

  constructor({ connection, options }: WorkflowClient) {
    super({ ...options, connection, dataConverter: options.loadedDataConverter });
  }

  override get workflowService(): WorkflowService {
    const service = super.workflowService;
    const observed = async <T extends { readonly started: boolean }>(asked: Promise<T>): Promise<T> => {
      const answer = await asked;
      this.started = answer.started;
      return answer;
    };
    return Object.create(service, {
      startWorkflowExecution: {
        value: (request: Request<'startWorkflowExecution'>) => observed(service.startWorkflowExecution(request)),
      },
      signalWithStartWorkflowExecution: {
        value: (request: Request<'signalWithStartWorkflowExecution'>) =>
          observed(service.signalWithStartWorkflowExecution(request)),
      },
    });
  }
}
