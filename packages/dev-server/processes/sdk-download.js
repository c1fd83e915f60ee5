// Makes the Temporal SDK download the Temporal CLI into a directory: node sdk-download.js <directory> <version>.
// A process of its own, because the SDK starts its native runtime for this, once and for all, and the program that
// asked for a server may want to configure that runtime itself.
const [downloadDir, version] = process.argv.slice(2);

try {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  console.log('requesting');
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir, version, ttl: '3650 days' } },
  });
  await environment.teardown();
  process.exit(0);
} catch (error) {
  for (let at = error; at; at = at.cause) console.error(`error: ${at.message ?? at}`);
  process.exit(1);
}
