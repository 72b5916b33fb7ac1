import { ChangeDetail } from '@internal/plugin-policies-common';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import { useState } from 'react';
import { ChangeStateOfPage } from '../../hooks/useChange';
import { useChangeDifference } from '../../hooks/useChangeDifference';
import { FileDifferenceView } from '../DifferenceView';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { CommentForm } from './CommentForm';
import { Said } from './Said';

/** The files that differ, with comments on their lines. */
export function ChangeFiles(props: {
  change: ChangeDetail;
  state: ChangeStateOfPage;
}) {
  const { change, state } = props;
  const { value, error, retry } = useChangeDifference(change);
  const [place, setPlace] = useState<{ file: string; line: number }>();
  const mayComment = change.may.edit || change.may.review;
  if (error) {
    return <ErrorMessage error={error} what="the files" onRetry={retry} />;
  }
  if (!value) {
    return (
      <Stack
        spacing={2}
        role="status"
        aria-busy="true"
        aria-label="Comparing the files"
      >
        <Skeleton variant="rounded" height={160} />
        <Skeleton variant="rounded" height={160} />
      </Stack>
    );
  }
  if (!value.files.length) {
    return (
      <StateMessage kind="empty" title="No file differs">
        The proposed files are those of the base.
      </StateMessage>
    );
  }
  return (
    <>
      {value.files.map(file => (
        <FileDifferenceView
          key={file.path}
          file={file}
          comments={change.comments.filter(
            comment => comment.file === file.path,
          )}
          renderComment={comment => (
            <Said
              by={comment.author}
              at={comment.createdAt}
              body={comment.body}
            />
          )}
          onComment={
            mayComment ? line => setPlace({ file: file.path, line }) : undefined
          }
          form={
            place?.file === file.path
              ? {
                  line: place.line,
                  content: (
                    <CommentForm
                      label={`Comment on line ${place.line}`}
                      busy={state.busy !== undefined}
                      onCancel={() => setPlace(undefined)}
                      onSend={body =>
                        state.act('comment', api =>
                          api.commentChange(change.id, { body, ...place }),
                        )
                      }
                    />
                  ),
                }
              : undefined
          }
        />
      ))}
    </>
  );
}
