/** Every sentence of the app: Japanese, English. */
export const TEXTS = {
  appName: ['ワンタイムパスワード', 'One-time password'],
  otherLanguage: ['English', '日本語'],
  errorTitle: ['エラー：{title}', 'Error: {title}'],
  errorSummary: ['ご確認ください', 'Please check'],
  next: ['次へ', 'Next'],
  cancel: ['やめる', 'Cancel'],
  toCodes: ['ワンタイムパスワードに戻る', 'Back to the one-time password'],
  settings: ['設定', 'Settings'],
  supportTitle: ['お問い合わせ', 'Contact'],
  supportHours: ['受付時間：{hours}', 'Hours: {hours}'],

  setupTitle: ['初期設定', 'First set-up'],
  setupLead: ['パソコンの画面やメールに書かれている番号を入力してください。', 'Enter the numbers from your PC and from the e-mail.'],
  idHint: ['メールに書かれています。', 'It is in the e-mail.'],
  serviceId: ['サービスID', 'Service ID'],
  serviceIdUnknown: ['このアプリでは使えないサービスIDです。', 'This service ID cannot be used in this app.'],
  userId: ['ユーザID', 'User ID'],
  startPassword: ['利用開始パスワード', 'Start password'],
  startPasswordHint: [
    'パソコンの画面で、ご自身で決めた4〜8桁の数字です。メールには書かれていません。',
    'The 4 to 8 digits that you chose yourself on your PC. It is not in the e-mail.'],
  show: ['{name}を表示する', 'Show: {name}'],
  missing: ['{name}を入力してください。', 'Enter: {name}'],
  malformed: ['{name}は、{digits}桁の数字で入力してください。', '{name}: enter {digits} digits.'],
  send: ['送信', 'Send'],
  homeTitle: ['iPhone、iPadをお使いの方へ', 'On an iPhone or iPad'],
  homeText: [
    '先に、このページをホーム画面に追加し、そのアイコンから開いて設定してください。ブラウザのままでは、しばらく使わないとトークンが消えることがあります。',
    'First add this page to your home screen, and set up there. In the browser itself, a token may vanish when it is not used for a while.'],
  lostSummary: ['前に設定したのに、この画面が出たとき', 'If you have set up before and see this page again'],
  noServiceTitle: ['このアプリには、金融機関が登録されていません。', 'No institution is registered in this app.'],

  refusedTitle: ['設定できませんでした', 'The set-up was refused'],
  refusedText: [
    '入力した内容が正しくないか、期限が切れています。サービスID、ユーザID、利用開始パスワードの3つをご確認ください。',
    'What you entered is not right, or it has expired. Check all three: service ID, user ID and start password.'],
  refusedNext: [
    '5回間違えると使えなくなります。うまくいかないときは、パソコンの画面でトークンを発行し直し、新しいメールの番号を入力してください。',
    'After 5 wrong entries they become void. If it does not work, issue the token again on your PC, and enter the numbers of the new e-mail.'],
  tooManyTitle: ['入力の回数が多すぎます', 'Too many attempts'],
  tooManyText: ['{minutes}分ほど待ってから、もう一度送信してください。', 'Wait about {minutes} min, then send again.'],
  offlineTitle: ['通信できませんでした', 'No connection'],
  offlineText: ['インターネットにつながっているか確かめて、もう一度送信してください。', 'Check that you are connected to the internet, then send again.'],
  offlineNext: [
    'それでも設定できないときは、パソコンの画面でトークンを発行し直してください。',
    'If that does not work, issue the token again on your PC.'],
  serverTitle: ['ただいま設定できません', 'The set-up does not work at the moment'],
  serverText: [
    'しばらくしてから、もう一度送信してください。何度も続くときは、お問い合わせください。',
    'Wait a while, then send again. If it keeps happening, please contact us.'],
  unusableTitle: ['トークンを受け取れませんでした', 'The token could not be received'],
  unusableText: [
    '届いた内容を、このアプリでは使えません。パソコンの画面でトークンを発行し直してください。',
    'This app cannot use what has arrived. Issue the token again on your PC.'],
  lostTitle: ['トークンを保存できませんでした', 'The token could not be stored'],
  notStoredTitle: ['保存できませんでした', 'Nothing could be stored'],
  notStoredText: [
    'スマートフォンの空き容量を増やしてから、もう一度送信してください。',
    'Free some space on the phone, then send again.'],
  lostText: [
    'スマートフォンの空き容量を増やしてから、パソコンの画面でトークンを発行し直してください。',
    'Free some space on the phone, then issue the token again on your PC.'],

  doneTitle: ['初期設定完了', 'First set-up done'],
  doneSaved: ['トークンを、このスマートフォンに保存しました。', 'The token is stored on this phone.'],
  notYetTitle: ['手続きはまだ終わっていません', 'You are not finished yet'],
  notYetText: [
    'パソコンの画面に戻り、このあと表示されるワンタイムパスワードを入力してください。認証確認が済むと、使えるようになります。',
    'Go back to your PC and enter the one-time password that is shown next. Once it is confirmed there, the service is ready for use.'],
  otherApp: ['別の認証アプリを使う', 'Use another authenticator app'],
  otherAppText: [
    '{digits}桁で{period}秒ごとに変わる数字に、対応していないアプリもあります。登録したら、このアプリと同じ数字が出るか、必ず見比べてください。',
    'Not every app can show {digits} digits that change every {period} seconds. After you have registered it, make sure that it shows the same number as this app.'],
  otherAppOpen: ['認証アプリで開く', 'Open in an authenticator app'],

  lockTitle: ['アプリロックについて', 'About the app lock'],
  lockText: [
    'オンにすると、アプリを開くときにアプリロックコードが必要になります。ほかの人に数字を見られません。「設定」で、いつでも切り替えられます。',
    'While it is on, the app asks for the app lock code when it is opened, so that nobody else sees the number. You can switch it at any time in the settings.'],

  confirmOnPc: [
    'パソコンの画面に、この数字を入力してください。認証確認が済むと、設定は終わりです。',
    'Enter this number on your PC. Once it is confirmed there, the set-up is finished.'],
  timeLeft: ['残り時間', 'Time left'],
  soon: ['まもなく変わります', 'About to change'],
  copy: ['数字をコピーする', 'Copy the number'],
  copied: ['コピーしました', 'Copied'],
  notCopied: ['コピーできませんでした。数字を見て入力してください。', 'It could not be copied. Please type the number.'],

  clockTitle: ['スマートフォンの時刻がずれています', 'The clock of your phone is off'],
  clockPhone: ['スマートフォンの時刻', 'Your phone’s time'],
  clockRight: ['正しい時刻', 'The right time'],
  clockText: ['スマートフォンの設定で、「日付と時刻」を自動設定にしてください。', 'In the settings of your phone, set date and time to automatic.'],
  clockCorrected: [
    '今は、正しい時刻に合わせた数字を表示しています。通信できないところでは合わせられません。',
    'For now, the number shown goes by the right time. Without a connection that is not possible.'],

  tokens: ['トークン', 'Tokens'],
  add: ['トークンを追加', 'Add a token'],
  since: ['{date}に設定', 'Set up on {date}'],
  remove: ['削除する', 'Delete'],
  removeTitle: ['トークンの削除', 'Delete a token'],
  removeText: ['このトークンを削除します。元には戻せません。', 'This token will be deleted. This cannot be undone.'],
  removeNext: [
    '金融機関での登録は残ります。先に、金融機関でトークンを失効してください。もう一度使うには、発行し直します。',
    'The registration at the institution stays: have the token revoked there first. To use it again, have it issued again.'],
  removed: ['トークンを削除しました。', 'The token was deleted.'],
  dataTitle: ['データについて', 'About your data'],
  dataDeleted: [
    'ブラウザの設定でサイトのデータを削除すると、すべてのトークンが消えます。元には戻せません。',
    'If you delete the site’s data in the browser, every token is gone. This cannot be undone.'],
  dataLost: [
    '消えたときや、スマートフォンを変えるときは、金融機関でトークンを失効し、発行し直してください。',
    'If they are gone, or when you change phones, have them revoked by your institution, and issued again.'],
  dataNotKept: [
    'データを残す許可を、ブラウザから得られませんでした。空き容量が少なくなると、トークンが消えることがあります。このアプリをホーム画面に追加すると、消えにくくなります。',
    'The browser did not allow the data to be kept. When space runs low, your tokens may vanish. Adding this app to your home screen makes that less likely.'],

  lock: ['アプリロック', 'App lock'],
  isOn: ['オン', 'On'],
  isOff: ['オフ', 'Off'],
  turnOn: ['アプリロックをオンにする', 'Turn the app lock on'],
  turnOff: ['アプリロックをオフにする', 'Turn the app lock off'],
  turnedOn: ['アプリロックをオンにしました。', 'The app lock is on.'],
  turnedOff: ['アプリロックをオフにしました。', 'The app lock is off.'],
  lockChange: ['アプリロックコードを変えるには、いったんオフにしてください。', 'To change the app lock code, turn the lock off first.'],
  lockWarningTitle: ['アプリロックコードを忘れないでください', 'Do not forget the app lock code'],
  lockWarning: [
    '忘れたコードは、金融機関でも調べられません。すべての金融機関のトークンを削除し、失効と発行をやり直すことになります。',
    'Your institution cannot look it up. You would have to delete the tokens of every institution, and have them revoked and issued again.'],
  lockCode: ['アプリロックコード', 'App lock code'],
  lockCodeHint: ['1〜32桁の数字です。6桁以上をおすすめします。', '1 to 32 digits. We recommend 6 or more.'],
  lockCodeAgain: ['アプリロックコード（確認）', 'App lock code, again'],
  lockCodeDiffers: ['2つのアプリロックコードが違います。', 'The two app lock codes differ.'],
  lockCodeWrong: ['アプリロックコードが違います。', 'The app lock code is wrong.'],
  working: ['処理しています', 'Working'],
  notSwitchedTitle: ['切り替えられませんでした', 'Nothing was switched'],
  notSwitchedText: ['アプリロックもトークンも、前のままです。もう一度お試しください。', 'The app lock and your tokens are as they were. Please try again.'],
  unlock: ['ロックを解除する', 'Unlock'],
  forgotten: ['アプリロックコードを忘れたとき', 'If you have forgotten the app lock code'],
  resetTitle: ['すべて削除してやり直す', 'Delete everything and start again'],
  resetText: [
    'このアプリにあるトークンを、すべての金融機関の分まで削除します。元には戻せません。',
    'This deletes every token in this app, those of all institutions. This cannot be undone.'],
  resetNext: [
    '削除したあと、それぞれの金融機関でトークンを失効し、発行し直してください。',
    'Afterwards, have your tokens revoked and issued again by each institution.'],
  resetAgainTitle: ['本当に削除しますか', 'Really delete?'],
  resetAgainText: [
    'コードを思い出せるときは、「やめる」を押してください。',
    'If you can remember the code, press “Cancel”.'],
  resetConfirm: ['すべて削除する', 'Delete everything'],
  resetDone: ['すべてのトークンを削除しました。', 'Every token was deleted.'],

  noStorageTitle: ['このままでは使えません', 'The app cannot be used like this'],
  noStorageText: [
    'トークンを保存できません。プライベートブラウズをやめるか、ブラウザの設定でサイトのデータの保存を許可してください。',
    'Tokens cannot be stored. Leave private browsing, or allow site data in the settings of the browser.'],
  failedTitle: ['表示できませんでした', 'This could not be shown'],
  failedText: [
    'トークンは削除されていません。アプリを閉じて、もう一度開いてください。',
    'Your tokens have not been deleted. Close the app and open it again.'],
};

const CHOICE = 'sekisho-token-app-language';

/** Where nothing can be stored, the app says so in its own words. */
const stored = (work) => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

// English for a browser in English only.
let language = stored(() => localStorage.getItem(CHOICE)) ?? (/^en\b/i.test(navigator.language) ? 'en' : 'ja');

export const currentLanguage = () => language;

export const switchLanguage = () => {
  language = language === 'ja' ? 'en' : 'ja';
  stored(() => localStorage.setItem(CHOICE, language));
};


export const t = (key, values = {}) => TEXTS[key]?.[language === 'en' ? 1 : 0].replace(/\{(\w+)\}/g, (placeholder, name) => values[name]);

/** A name that config.json gives in one or more languages. */
export const inLanguage = (names) => names?.[language] ?? names?.ja ?? names?.en ?? '';
