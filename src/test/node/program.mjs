// A program that logs a person in with Ally by the library oauth4webapi, which checks each answer by the letter. Its
// test is the browser: node program.mjs ISSUER CALLBACK. A line goes out, a line comes back.
import {webcrypto} from 'node:crypto';
import {createInterface} from 'node:readline';

// Node.js 18, which is Debian's, has these in its module alone.
globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
const oauth = await import('oauth4webapi');

const [issuer, callback] = process.argv.slice(2);
const lines = createInterface({input: process.stdin})[Symbol.asyncIterator]();
const next = async () => (await lines.next()).value;
const say = (value) => console.log(JSON.stringify(value));
const http = {[oauth.allowInsecureRequests]: true};

const keys = await oauth.generateKeyPair('PS256', {extractable: true});
const publicKey = await crypto.subtle.exportKey('jwk', keys.publicKey);
say({keys: [{...publicKey, kid: 'program', alg: 'PS256', use: 'sig', key_ops: undefined, ext: undefined}]});

const client = {client_id: await next(), id_token_signed_response_alg: 'ES256'};
const proof = oauth.PrivateKeyJwt({key: keys.privateKey, kid: 'program'});
const as = await oauth.processDiscoveryResponse(new URL(issuer),
    await oauth.discoveryRequest(new URL(issuer), http));

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const nonce = oauth.generateRandomNonce();
const pushed = await oauth.processPushedAuthorizationResponse(as, client,
    await oauth.pushedAuthorizationRequest(as, client, proof, {
      response_type: 'code', redirect_uri: callback, scope: 'openid profile email offline_access', state, nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', max_age: '600',
    }, http));
const way = new URL(as.authorization_endpoint);
way.search = new URLSearchParams({client_id: client.client_id, request_uri: pushed.request_uri}).toString();
say({way});

const answer = oauth.validateAuthResponse(as, client, new URL(await next()), state);
const granted = await oauth.authorizationCodeGrantRequest(as, client, proof, answer, callback, verifier, http);
const tokens = await oauth.processAuthorizationCodeResponse(as, client, granted,
    {expectedNonce: nonce, maxAge: 600, requireIdToken: true});
await oauth.validateApplicationLevelSignature(as, granted, http);
const claims = oauth.getValidatedIdTokenClaims(tokens);
const person = await oauth.processUserInfoResponse(as, client, claims.sub,
    await oauth.userInfoRequest(as, client, tokens.access_token, http));
const resource = await oauth.validateJwtAccessToken(as, new Request('https://resource.example.org/', {
  headers: {Authorization: `Bearer ${tokens.access_token}`},
}), 'https://resource.example.org/', http);
const refreshed = await oauth.processRefreshTokenResponse(as, client,
    await oauth.refreshTokenGrantRequest(as, client, proof, tokens.refresh_token, http));
const introspect = async (token) => oauth.processIntrospectionResponse(as, client,
    await oauth.introspectionRequest(as, client, proof, token, http));
const live = await introspect(refreshed.access_token);
await oauth.processRevocationResponse(
    await oauth.revocationRequest(as, client, proof, refreshed.refresh_token, http));
const ended = await introspect(refreshed.access_token);
say({
  sub: claims.sub, email: person.email, resource: resource.sub, client: resource.client_id,
  same: oauth.getValidatedIdTokenClaims(refreshed).sub === claims.sub, live: live.active, ended: ended.active,
});
process.exit(0);
