//! How and when somebody has proved last who they are, as requests know it.

use crate::support::*;
use vestibule::shared::factors::{Method, Methods, Proof};
use vestibule::store::sessions;

#[tokio::test]
async fn a_request_has_the_last_proof_of_its_session() {
    let (app, maren, tokens) = TestApp::with_member("maren").await;
    let began = app.accounts.now().whole_second();
    let proof = async || app.accounts.sessions().authenticate(&tokens.access).await.expect("a session").proof;
    assert_eq!(proof().await, Proof { methods: Methods::from(Method::Password), at: began });

    app.wait(60);
    let session = app.accounts.sessions().authenticate(&tokens.access).await.expect("a session").session_id();
    let (session, at) = (session.expect("a session"), app.accounts.now());
    let proved = app.db.write(async move |mut tx: Tx| sessions::prove(&mut tx, session, "pwd otp", at).await).await;
    assert!(proved.expect("an answer"));
    let methods: Methods = [Method::Password, Method::Code].into_iter().collect();
    assert_eq!(proof().await, Proof { methods, at }, "the copy in memory was dropped");

    let (_, secret) = app.api_token(&tokens, maren["id"].as_str().expect("an id"), &["self"]).await;
    let of_token = app.accounts.sessions().authenticate(&secret).await.expect("a token");
    assert_eq!(of_token.proof, Proof::default(), "programs are not asked");
}
