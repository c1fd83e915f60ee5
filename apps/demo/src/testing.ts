import { Client, Connection, type WorkflowHandle } from '@temporalio/client';

/** What a test asks Temporal itself, without anything of ours. */
export class Temporal {
  private constructor(
    private readonly connection: Connection,
    readonly client: Client,
  ) {}

  static async connect(address: string): Promise<Temporal> {
    const connection = await Connection.connect({ address });
    return new Temporal(connection, new Client({ connection }));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  handle(workflowId: string): WorkflowHandle {
    return this.client.workflow.getHandle(workflowId);
  }

  async events(workflowId: string) {
    return (await this.handle(workflowId).fetchHistory()).events ?? [];
  }

  /** Every activity in the order of its schedule: name, and input as JSON. */
  async activities(workflowId: string): Promise<readonly Activity[]> {
    const scheduled = (await this.events(workflowId)).map((event) => event.activityTaskScheduledEventAttributes);
    return scheduled.flatMap((attributes) => {
      if (attributes == null) return [];
      const data = attributes.input?.payloads?.[0]?.data;
      const input = data == null ? undefined : (JSON.parse(new TextDecoder().decode(data)) as Activity['input']);
      return [{ name: attributes.activityType?.name ?? '', input }];
    });
  }

  /** Waits until the history has an activity of this name; false if the workflow ends without it. */
  async hasActivity(workflowId: string, name: string): Promise<boolean> {
    for (;;) {
      const { status } = await this.handle(workflowId).describe();
      if ((await this.activities(workflowId)).some((activity) => activity.name === name)) return true;
      if (status.name !== 'RUNNING') return false;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export interface Activity {
  readonly name: string;
  readonly input: { readonly id: string; readonly sku?: string } | undefined;
}
