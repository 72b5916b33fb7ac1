import { StateMessage } from './StateMessage';

const DENIED = ['NotAllowedError', 'AuthenticationError'];

/** Name of the error the backend answered with, when it did. */
function nameOf(error: Error & { cause?: unknown }): string {
  return error.cause instanceof Error ? error.cause.name : error.name;
}

/** The words of the backend, without the wrapping of the client. */
export function messageOf(error: Error & { cause?: unknown }): string {
  return error.cause instanceof Error && error.cause.message
    ? error.cause.message
    : error.message;
}

/** Says what a failed call means: denied, not found, or an error with a retry. */
export function ErrorMessage(props: {
  error: Error;
  /** What could not be shown, for example "the policy sets". */
  what: string;
  onRetry?: () => void;
  dense?: boolean;
}) {
  const { error, what, onRetry, dense } = props;
  if (DENIED.includes(nameOf(error))) {
    return (
      <StateMessage
        kind="denied"
        title={`You may not see ${what}`}
        dense={dense}
      >
        {messageOf(error)} Ask the people who run this portal for the missing
        permission.
      </StateMessage>
    );
  }
  return (
    <StateMessage
      kind="error"
      title={`Could not load ${what}`}
      onRetry={onRetry}
      dense={dense}
    >
      {messageOf(error)}
    </StateMessage>
  );
}
