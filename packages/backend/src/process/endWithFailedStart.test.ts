import { endWithFailedStart } from './endWithFailedStart';

describe('endWithFailedStart', () => {
  const exitCode = process.exitCode;

  afterEach(() => {
    process.exitCode = exitCode;
    jest.restoreAllMocks();
  });

  it('ends a process whose backend cannot start, which has failed then, and leaves another alone', async () => {
    const told = jest.spyOn(console, 'error').mockImplementation(() => {});
    const end = jest.fn();
    await endWithFailedStart(Promise.resolve(), end);
    expect(end).not.toHaveBeenCalled();
    expect(process.exitCode).toBe(exitCode);

    await endWithFailedStart(
      Promise.reject(new Error("Plugin 'catalog' startup failed")),
      end,
    );
    expect(end).toHaveBeenCalledTimes(1);
    expect(process.exitCode).toBe(1);
    expect(told).toHaveBeenCalledWith(
      "The backend cannot start: Plugin 'catalog' startup failed",
    );
  });
});
