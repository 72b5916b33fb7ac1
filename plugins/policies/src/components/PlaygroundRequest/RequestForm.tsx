import { RequestVocabulary } from '@internal/plugin-policies-common';
import Stack from '@mui/material/Stack';
import { ReactNode } from 'react';
import { getIn, isObject, JsonObject, setIn } from '../Playground/model';
import { AttributeFields } from './AttributeFields';
import { ChoiceField, EntityField } from './EntityField';
import { choicesFor, entityType } from './requestVocabulary';

function Part(props: { title: string; children: ReactNode }) {
  return (
    <Stack role="group" aria-label={props.title} spacing={0.5}>
      {props.children}
    </Stack>
  );
}

/** A request as fields; what the vocabulary of the set knows is offered, anything else can be typed. */
export function RequestForm(props: {
  value: JsonObject;
  vocabulary?: RequestVocabulary;
  onChange: (value: JsonObject) => void;
}) {
  const { value, vocabulary, onChange } = props;
  const text = (...path: string[]) => {
    const found = getIn(value, path);
    return typeof found === 'string' ? found : '';
  };
  const object = (...path: string[]) => {
    const found = getIn(value, path);
    return isObject(found) ? found : {};
  };
  const action = text('action', 'name');
  const choices = choicesFor(vocabulary, action);

  const entity = (
    part: 'subject' | 'resource',
    title: string,
    types: string[],
  ) => {
    const described = entityType(vocabulary, text(part, 'type'));
    const id = text(part, 'id');
    const stored = described?.knownIds.includes(id) ?? false;
    return (
      <Part title={title}>
        <EntityField
          label={title}
          type={text(part, 'type')}
          id={id}
          types={types}
          knownIds={described?.knownIds ?? []}
          onChange={next =>
            onChange(
              setIn(
                setIn(value, [part, 'type'], next.type),
                [part, 'id'],
                next.id,
              ),
            )
          }
        />
        <AttributeFields
          title={`${title} attributes`}
          hint={stored ? 'as stored; added ones override them' : undefined}
          attributes={described?.attributes ?? []}
          values={object(part, 'properties')}
          requireAll={Boolean(described && id && !stored)}
          vocabulary={vocabulary}
          onChange={next =>
            onChange(
              setIn(
                value,
                [part, 'properties'],
                Object.keys(next).length ? next : undefined,
              ),
            )
          }
        />
      </Part>
    );
  };

  return (
    <Stack spacing={1.5}>
      {entity('subject', 'Subject', choices.subjectTypes)}
      <Part title="Action">
        <ChoiceField
          label="Action name"
          required
          value={action}
          choices={choices.actions}
          onChange={next => onChange(setIn(value, ['action', 'name'], next))}
        />
      </Part>
      {entity('resource', 'Resource', choices.resourceTypes)}
      {(choices.context.length > 0 || 'context' in value) && (
        <Part title="Context">
          <AttributeFields
            title="Context attributes"
            attributes={choices.context}
            values={object('context')}
            requireAll
            vocabulary={vocabulary}
            onChange={next =>
              onChange(
                setIn(
                  value,
                  ['context'],
                  Object.keys(next).length ? next : undefined,
                ),
              )
            }
          />
        </Part>
      )}
    </Stack>
  );
}
