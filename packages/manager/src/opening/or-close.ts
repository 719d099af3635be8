/** What `make` gives; if it fails, what was opened for it is closed. */
export async function orClose<Made>(
  opened: { close(): Promise<void> },
  make: () => Made | Promise<Made>,
): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    await opened.close();
    throw error;
  }
}
