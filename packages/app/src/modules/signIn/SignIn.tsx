import { ProxiedSignInPage } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { SignInPageProps } from '@backstage/plugin-app-react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemText from '@mui/material/ListItemText';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { ShieldLogo } from '../nav/ShieldLogo';
import { GUEST, keptPerson, keepPerson } from './keptPerson';
import { readProviders } from './readProviders';

/** Signs in as the guest, or as one of the people of the example company where there are some. */
export function SignIn(props: SignInPageProps) {
  const { guest, people } = readProviders(useApi(configApiRef));
  const [person, setPerson] = useState(keptPerson);

  const enter = (next: string) => {
    keepPerson(next);
    setPerson(next);
  };
  const known =
    person === GUEST ? guest : people.some(({ user }) => user === person);
  if (person !== undefined && known) {
    return person === GUEST ? (
      <ProxiedSignInPage {...props} provider="guest" />
    ) : (
      <ProxiedSignInPage
        {...props}
        provider="example"
        headers={{ 'x-example-person': person }}
      />
    );
  }
  return (
    <Box
      component="main"
      sx={{
        minHeight: '100vh',
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
        bgcolor: 'background.default',
        p: 2,
      }}
    >
      <Paper variant="outlined" sx={{ width: 440, maxWidth: '100%', p: 4 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 1 }}>
          <ShieldLogo />
          <Typography component="h1" variant="h5">
            Policy portal
          </Typography>
        </Box>
        {guest ? (
          <>
            <Typography color="text.secondary" sx={{ mb: 3 }}>
              Enter as the guest, who may do everything here.
            </Typography>
            <Button
              variant="contained"
              fullWidth
              size="large"
              onClick={() => enter(GUEST)}
            >
              Enter
            </Button>
          </>
        ) : null}
        {guest || people.length ? null : (
          <Typography color="text.secondary">
            No way to sign in is set up here. Ask the people who run this portal
            to add one.
          </Typography>
        )}
        {people.length ? (
          <>
            <Typography component="h2" variant="subtitle1" sx={{ mt: 4 }}>
              {guest ? 'Or as' : 'Enter as'} someone from the example company
            </Typography>
            <Typography variant="body2" color="text.secondary">
              Nobody can approve their own change, so trying that takes two
              people.
            </Typography>
            <List disablePadding sx={{ mt: 1, mx: -2 }}>
              {people.map(({ user, name, role }) => (
                <ListItem key={user} disablePadding>
                  <ListItemButton onClick={() => enter(user)}>
                    <ListItemText primary={name} secondary={role} />
                  </ListItemButton>
                </ListItem>
              ))}
            </List>
          </>
        ) : null}
      </Paper>
    </Box>
  );
}
