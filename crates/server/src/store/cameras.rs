//! Cameras.

use super::{StoreError, Tx, query};
use tapo_care_wire::{AccountId, CameraId, SubscriptionId};

/// A device of an account.
#[derive(Clone, Debug)]
pub(crate) struct CameraRecord {
    /// The id.
    pub(crate) id: CameraId,
    /// What the owner calls it.
    pub(crate) name: String,
    /// The model.
    pub(crate) model: String,
    /// Whether it films.
    pub(crate) is_camera: bool,
    /// Whether it is connected now.
    pub(crate) online: bool,
    /// Where it was sold.
    pub(crate) region: String,
    /// The subscription that it was last chosen for, which may have ended.
    pub(crate) subscription_id: Option<SubscriptionId>,
}

impl Tx {
    /// The account's devices, in the order in which they were added.
    pub(crate) async fn cameras(&mut self, account: &AccountId) -> Result<Vec<CameraRecord>, StoreError> {
        let rows = query(
            "SELECT id, name, model, is_camera, online, region, subscription_id FROM cameras
             WHERE account_id = $1 ORDER BY position, id",
        )
        .bind(account.as_str())
        .fetch_all(self)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(CameraRecord {
                    id: CameraId::new(row.get::<String>("id")?),
                    name: row.get("name")?,
                    model: row.get("model")?,
                    is_camera: row.get("is_camera")?,
                    online: row.get("online")?,
                    region: row.get("region")?,
                    subscription_id: row.get::<Option<String>>("subscription_id")?.map(SubscriptionId::new),
                })
            })
            .collect()
    }

    /// Adds a device to an account, after all that it has.
    pub(crate) async fn insert_camera(&mut self, account: &AccountId, camera: &CameraRecord) -> Result<(), StoreError> {
        query(
            "INSERT INTO cameras (id, account_id, name, model, is_camera, online, region, subscription_id, position)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
                 (SELECT COALESCE(MAX(position), 0) + 1 FROM cameras WHERE account_id = $2))",
        )
        .bind(camera.id.as_str())
        .bind(account.as_str())
        .bind(&camera.name)
        .bind(&camera.model)
        .bind(camera.is_camera)
        .bind(camera.online)
        .bind(&camera.region)
        .bind(camera.subscription_id.as_ref().map(SubscriptionId::as_str))
        .execute(self)
        .await?;
        Ok(())
    }

    /// Says which subscription covers the camera.
    pub(crate) async fn cover_camera(
        &mut self,
        camera: &CameraId,
        subscription: Option<&SubscriptionId>,
    ) -> Result<(), StoreError> {
        query("UPDATE cameras SET subscription_id = $2 WHERE id = $1")
            .bind(camera.as_str())
            .bind(subscription.map(SubscriptionId::as_str))
            .execute(self)
            .await?;
        Ok(())
    }

    /// Whose camera it is.
    pub(crate) async fn owner_of_camera(&mut self, camera: &CameraId) -> Result<Option<AccountId>, StoreError> {
        let row =
            query("SELECT account_id FROM cameras WHERE id = $1").bind(camera.as_str()).fetch_optional(self).await?;
        row.map(|row| Ok(AccountId::new(row.get::<String>("account_id")?))).transpose()
    }

    /// Renames a camera, says whether it is connected, or both.
    pub(crate) async fn change_camera(
        &mut self,
        camera: &CameraId,
        name: Option<&str>,
        online: Option<bool>,
    ) -> Result<(), StoreError> {
        query("UPDATE cameras SET name = COALESCE($2, name), online = COALESCE($3, online) WHERE id = $1")
            .bind(camera.as_str())
            .bind(name)
            .bind(online)
            .execute(self)
            .await?;
        Ok(())
    }
}
