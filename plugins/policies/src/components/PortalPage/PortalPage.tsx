import { Container, Header, HeaderNavTabItem } from '@backstage/ui';
import Stack from '@mui/material/Stack';
import { ReactNode } from 'react';

/** Frame of a page: one title, one sentence, one primary action, then the content. */
export function PortalPage(props: {
  title: string;
  /** One sentence that says what the page is for. */
  description: string;
  actions?: ReactNode;
  tabs?: HeaderNavTabItem[];
  activeTabId?: string;
  children: ReactNode;
}) {
  const { title, description, actions, tabs, activeTabId, children } = props;
  return (
    <main>
      <Header
        title={title}
        description={description}
        customActions={actions}
        tabs={tabs}
        activeTabId={activeTabId}
      />
      <Container>
        <Stack spacing={3} sx={{ pb: 4 }}>
          {children}
        </Stack>
      </Container>
    </main>
  );
}
