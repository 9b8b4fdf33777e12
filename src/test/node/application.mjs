// An application that logs people in with Ally, by the library openid-client. It answers what it was given in JSON, and
// is asked by its test: node application.mjs ISSUER CLIENT_ID CLIENT_SECRET
import {webcrypto} from 'node:crypto';
import {createServer} from 'node:http';

// Node.js 18, which is Debian's, has these in its module alone.
globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
const client = await import('openid-client');

const [issuer, id, secret] = process.argv.slice(2);
const config = await client.discovery(new URL(issuer), id, undefined, client.ClientSecretBasic(secret), {
  execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
});

let base;
const begun = new Map();
let tokens;

const redirect = (to) => ({status: 302, location: to.toString()});
const json = (body) => ({status: 200, body: JSON.stringify(body)});

const begin = async (query, build) => {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  begun.set(state, {pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true});
  return redirect(await build(config, {
    redirect_uri: `${base}/callback`,
    scope: 'openid profile email groups offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    prompt: 'consent',
    state,
    nonce,
    ...Object.fromEntries(query),
  }));
};

const actions = {
  'GET /login': ({url}) => begin(url.searchParams, client.buildAuthorizationUrl),
  'GET /login-pushed': ({url}) => begin(url.searchParams, client.buildAuthorizationUrlWithPAR),
  'GET /callback': async ({url}) => {
    const checks = begun.get(url.searchParams.get('state'));
    tokens = await client.authorizationCodeGrant(config, url, checks);
    // On to another origin, as many applications do.
    return redirect(new URL('/home', base.replace('127.0.0.1', 'localhost')));
  },
  'POST /callback': async ({url, body}) => {
    const checks = begun.get(new URLSearchParams(body).get('state'));
    tokens = await client.authorizationCodeGrant(config, new Request(url, {
      method: 'POST', body, headers: {'Content-Type': 'application/x-www-form-urlencoded'},
    }), checks);
    return redirect(new URL('/home', base));
  },
  'GET /home': () => json({claims: tokens.claims(), scope: tokens.scope, expires: tokens.expires_in}),
  'GET /userinfo': async () => json(await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)),
  'GET /refresh': async () => {
    const sub = tokens.claims().sub;
    tokens = await client.refreshTokenGrant(config, tokens.refresh_token);
    return json({same: tokens.claims().sub === sub, expires: tokens.expires_in});
  },
  'GET /introspect': async () => json(await client.tokenIntrospection(config, tokens.access_token)),
  'GET /revoke': async () => {
    await client.tokenRevocation(config, tokens.refresh_token);
    return json({});
  },
  'GET /logout': () => redirect(client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token, post_logout_redirect_uri: `${base}/bye`, state: 'bye',
  })),
  'GET /bye': ({url}) => json({bye: url.searchParams.get('state')}),
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, base);
  let body = '';
  for await (const part of request) {
    body += part;
  }
  let answer;
  try {
    const action = actions[`${request.method} ${url.pathname}`];
    answer = action ? await action({url, body}) : {status: 404};
  } catch (error) {
    answer = {status: 500, body: JSON.stringify({error: error.error ?? error.code ?? error.message})};
  }
  response.writeHead(answer.status, {
    'Content-Type': 'application/json', ...(answer.location ? {Location: answer.location} : {}),
  });
  response.end(answer.body ?? '');
});
const port = Number(process.env.APPLICATION_PORT ?? 0);
server.listen(port, () => {
  base = `http://127.0.0.1:${server.address().port}`;
  console.log(base);
});
