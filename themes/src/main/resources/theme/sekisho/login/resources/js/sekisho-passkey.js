// Passkeys: asks the browser for one, or has it make one, and sends its answer. Bytes are base64url, as Keycloak writes and reads them.
'use strict';

(() => {
  const UNSPECIFIED = 'not specified';
  const DISMISSED = 'sekisho-passkey-dismissed';

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const listed = (ids) => (ids || '').split(/[\s,]+/).filter(Boolean).map((id) => ({ type: 'public-key', id: bytes(id) }));
  const specified = (value) => value && value !== UNSPECIFIED;
  const timeout = (data) => (Number(data.timeoutSeconds) > 0 ? { timeout: Number(data.timeoutSeconds) * 1000 } : {});

  const say = (form, sentence) => { form.querySelector('[data-passkey-says]').textContent = sentence || ''; };

  const send = (form, fields) => {
    Object.entries(fields).forEach(([name, value]) => { form.elements[name].value = value; });
    form.dataset.answered = '';
    // Of a browser that answers at once, the submit that has asked it is still under way, and no form is sent within its own submit.
    setTimeout(() => form.requestSubmit());
  };

  // Shows the form, and goes to the browser first whenever it is sent, by the button or by the Enter key.
  const takeOver = (form, button, ask) => {
    form.querySelectorAll('[data-passkey-form]').forEach((part) => { part.hidden = false; });
    button.hidden = false;
    button.disabled = false;
    if (button.autofocus && document.activeElement === document.body) {
      button.focus();
    }
    let asking = false;
    form.addEventListener('submit', async (event) => {
      if ('answered' in form.dataset) {
        delete form.dataset.answered;
        return;
      }
      event.preventDefault();
      // Not one of the page's submits yet, of which there is one at a time.
      event.stopPropagation();
      if (asking) {
        return;
      }
      asking = true;
      button.setAttribute('aria-disabled', 'true');
      say(form, '');
      try {
        await ask();
      } finally {
        asking = false;
        button.removeAttribute('aria-disabled');
      }
    });
  };

  const unsupported = (form) => {
    form.querySelectorAll('[data-passkey-form]').forEach((part) => { part.hidden = true; });
    say(form, form.dataset.unsupported);
  };

  // What the customer can mend is said here; anything else is told to the server, which keeps an event of it. Tells whether the page stays.
  const fail = (form, error, sentences) => {
    const sentence = sentences[error.name];
    if (sentence) {
      say(form, sentence);
    } else {
      send(form, { error: `${error.name}: ${error.message}` });
    }
    return Boolean(sentence);
  };

  const sendAssertion = (form, credential) => {
    const remember = document.getElementById('rememberMe');
    if (remember && remember.checked) {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = 'rememberMe';
      field.value = 'on';
      form.append(field);
    }
    const { response } = credential;
    send(form, {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      credentialId: credential.id,
      userHandle: response.userHandle ? text(response.userHandle) : '',
    });
  };

  const login = (form) => {
    const data = form.dataset;
    let pending;

    // A browser takes one request at a time: the one that waits behind the login name gives way to the button.
    const get = (more) => {
      if (pending) {
        pending.abort();
      }
      pending = new AbortController();
      return navigator.credentials.get({
        publicKey: {
          challenge: bytes(data.challenge),
          rpId: data.rpId,
          allowCredentials: listed(data.allowed),
          ...timeout(data),
          ...(specified(data.userVerification) ? { userVerification: data.userVerification } : {}),
        },
        signal: pending.signal,
        ...more,
      });
    };

    const tab = new URL(form.action).searchParams.get('tab_id');

    const offered = async () => {
      const mediation = data.passkeyUse;
      if (mediation === 'none' || 'identified' in data) {
        return false;
      }
      if (data.attachment === 'platform' && !await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()) {
        return false;
      }
      if (mediation === 'conditional') {
        return Boolean(PublicKeyCredential.isConditionalMediationAvailable)
          && await PublicKeyCredential.isConditionalMediationAvailable();
      }
      // A dialog that was dismissed is not brought up again by the next page of the same login.
      return sessionStorage.getItem(DISMISSED) !== tab;
    };

    const offer = async () => {
      try {
        if (await offered()) {
          sendAssertion(form, await get({ mediation: data.passkeyUse }));
        }
      } catch {
        // Nobody has asked for it: the button and the password are there.
        if (data.passkeyUse !== 'conditional') {
          sessionStorage.setItem(DISMISSED, tab);
        }
      }
    };

    takeOver(form, document.getElementById('authenticateWebAuthnButton'), async () => {
      try {
        sendAssertion(form, await get({}));
      } catch (error) {
        const stays = fail(form, error, { NotAllowedError: data.cancelled, AbortError: data.cancelled });
        if (stays && data.passkeyUse === 'conditional') {
          offer();
        }
      }
    });
    offer();
  };

  const register = (form) => {
    const data = form.dataset;

    const selection = () => {
      const selected = {};
      if (specified(data.attachment)) {
        selected.authenticatorAttachment = data.attachment;
      }
      if (specified(data.residentKey)) {
        selected.residentKey = data.residentKey;
        selected.requireResidentKey = data.residentKey === 'required';
      } else if (specified(data.requireResidentKey)) {
        const required = data.requireResidentKey === 'Yes';
        selected.residentKey = required ? 'required' : 'discouraged';
        selected.requireResidentKey = required;
      }
      if (specified(data.userVerification)) {
        selected.userVerification = data.userVerification;
      }
      return Object.keys(selected).length ? { authenticatorSelection: selected } : {};
    };

    const create = () => navigator.credentials.create({
      publicKey: {
        challenge: bytes(data.challenge),
        rp: { id: data.rpId, name: data.rpName },
        user: { id: bytes(data.userId), name: data.userName, displayName: data.userName },
        pubKeyCredParams: (data.algorithms || '-7').split(' ').map((alg) => ({ type: 'public-key', alg: Number(alg) })),
        excludeCredentials: listed(data.excluded),
        ...timeout(data),
        ...(specified(data.attestation) ? { attestation: data.attestation } : {}),
        ...selection(),
      },
    });

    // Keycloak refuses a second passkey of the same name, and the page is not told of all there are.
    const label = form.elements.authenticatorLabel;
    const now = new Date().toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
    const name = `${data.name} ${now}`;
    label.value = name;

    takeOver(form, document.getElementById('registerWebAuthn'), async () => {
      try {
        const { rawId, response, authenticatorAttachment } = await create();
        send(form, {
          clientDataJSON: text(response.clientDataJSON),
          attestationObject: text(response.attestationObject),
          publicKeyCredentialId: text(rawId),
          transports: response.getTransports ? response.getTransports().join(',') : '',
          authenticatorAttachment: authenticatorAttachment || '',
          authenticatorLabel: label.value.trim() || name,
        });
      } catch (error) {
        fail(form, error, {
          NotAllowedError: data.cancelled,
          AbortError: data.cancelled,
          InvalidStateError: data.registered,
          NotSupportedError: data.unsuitable,
          ConstraintError: data.unsuitable,
        });
      }
    });
  };

  const begin = (forms, start) => document.querySelectorAll(forms).forEach((form) => {
    if (window.PublicKeyCredential) {
      start(form);
    } else {
      unsupported(form);
    }
  });
  begin('[data-passkey-use]', login);
  begin('[data-passkey-register]', register);
})();
