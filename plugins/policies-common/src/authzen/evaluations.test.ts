import { MAX_EVALUATIONS, readEvaluations } from './evaluations';

const subject = { type: 'user', id: 'mara', properties: { level: 2 } };
const action = { name: 'withdraw' };
const resource = { type: 'Withdrawal', id: 'w-1' };

describe('readEvaluations', () => {
  it('reads a single evaluation without items', () => {
    const single = {
      call: { kind: 'single', request: { subject, action, resource } },
    };
    expect(readEvaluations({ subject, action, resource })).toEqual(single);
    expect(
      readEvaluations({ subject, action, resource, evaluations: [] }),
    ).toEqual(single);
    expect(
      readEvaluations({
        subject,
        action,
        resource,
        extension: { ignored: true },
        options: { evaluations_semantic: 'deny_on_first_deny', other: 1 },
      }),
    ).toEqual(single);
  });

  it('takes top-level fields as defaults that an item overrides as a whole', () => {
    expect(
      readEvaluations({
        subject,
        action,
        context: { now: 'noon', channel: 'web' },
        evaluations: [
          { resource },
          {
            resource: { type: 'Withdrawal', id: 'w-2' },
            subject: { type: 'user', id: 'eve' },
            context: { now: 'night' },
          },
        ],
      }),
    ).toEqual({
      call: {
        kind: 'batch',
        semantic: 'execute_all',
        items: [
          {
            request: {
              subject,
              action,
              resource,
              context: { now: 'noon', channel: 'web' },
            },
          },
          {
            request: {
              subject: { type: 'user', id: 'eve' },
              action,
              resource: { type: 'Withdrawal', id: 'w-2' },
              context: { now: 'night' },
            },
          },
        ],
      },
    });
  });

  it('makes a bad item an error of that item alone', () => {
    expect(
      readEvaluations({
        subject,
        action,
        evaluations: [
          { resource: { type: 'Withdrawal' } },
          { resource },
          { resource, action: null },
          {},
        ],
      }),
    ).toMatchObject({
      call: {
        items: [
          {
            error: {
              status: 400,
              message: expect.stringMatching(/^'resource\.id': /),
            },
          },
          { request: { resource } },
          { error: { message: expect.stringMatching(/^'action': /) } },
          { error: { message: expect.stringMatching(/^'resource': /) } },
        ],
      },
    });
  });

  it.each(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'])(
    'reads the semantic %s',
    semantic => {
      expect(
        readEvaluations({
          subject,
          action,
          evaluations: [{ resource }],
          options: { evaluations_semantic: semantic },
        }),
      ).toMatchObject({ call: { kind: 'batch', semantic } });
    },
  );

  it('names what is wrong with the call as a whole', () => {
    const items = (count: number) =>
      readEvaluations({
        subject,
        action,
        evaluations: Array.from({ length: count }, () => ({ resource })),
      });
    expect(items(MAX_EVALUATIONS)).toHaveProperty('call');
    for (const [result, message] of [
      [
        items(MAX_EVALUATIONS + 1),
        /'evaluations': at most 1000 evaluations in a batch/,
      ],
      [readEvaluations({ subject, action }), /^'resource': /],
      [readEvaluations(undefined), /^'body': /],
      [readEvaluations([]), /^'body': /],
      [readEvaluations('{}'), /^'body': /],
      [
        readEvaluations({ subject, action, evaluations: [7] }),
        /^'evaluations\.0': /,
      ],
      [
        readEvaluations({ subject, action, evaluations: { resource } }),
        /^'evaluations': /,
      ],
      [
        readEvaluations({
          evaluations: [{ resource }],
          options: { evaluations_semantic: 'first' },
        }),
        /^'options\.evaluations_semantic': /,
      ],
      [readEvaluations({ subject: 'mara' }), /^'subject': /],
    ] as const) {
      expect(result).toEqual({ message: expect.stringMatching(message) });
    }
  });
});
