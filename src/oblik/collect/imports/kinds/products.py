"""Products: no person did anything, so they become rows of the warehouse's table `products`, not events."""

from __future__ import annotations

from typing import Any, ClassVar

from oblik.collect.imports.kinds.kind import Field, Kind, Made, Rows, put

PRODUCT_FIELDS = (
    Field(
        "product_id",
        "the product's number",
        required=True,
        words=(
            "product id",
            "productid",
            "sku",
            "item id",
            "stock code",
            "stockcode",
            "article",
            "code",
            "product code",
            "id",
            "id товару",
            "id товара",
            "артикул",
            "код товару",
            "код товара",
            "код",
        ),
        looks="id",
    ),
    Field(
        "name",
        "the product's name",
        ("collapse",),
        words=(
            "product name",
            "product",
            "item",
            "title",
            "description",
            "name",
            "назва",
            "товар",
            "назва товару",
            "название",
            "название товара",
            "наименование",
            "найменування",
        ),
    ),
    Field("sku", "the stock-keeping unit", words=("sku", "ean", "barcode", "штрихкод", "штрих код")),
    Field(
        "category",
        "the category",
        ("collapse",),
        words=(
            "category",
            "product category",
            "product type",
            "group",
            "категорія",
            "категория",
            "група",
            "группа",
        ),
    ),
    Field(
        "brand",
        "the brand",
        ("collapse",),
        words=("brand", "vendor", "manufacturer", "бренд", "виробник", "производитель"),
    ),
    Field(
        "variant",
        "the variant, such as a size",
        ("collapse",),
        words=("variant", "size", "color", "colour", "розмір", "размер", "колір", "цвет"),
    ),
    Field(
        "price",
        "the price of one",
        ("number",),
        words=("price", "unit price", "unitprice", "price each", "ціна", "цена"),
        looks="number",
    ),
    Field(
        "currency",
        "the currency",
        ("currency",),
        words=("currency", "currency id", "валюта"),
        looks="currency",
    ),
    Field(
        "url", "the product's page", words=("url", "link", "product url", "посилання", "ссылка"), looks="url"
    ),
    Field(
        "image_url",
        "the product's picture",
        words=(
            "image url",
            "image",
            "picture",
            "photo",
            "image link",
            "зображення",
            "фото",
            "картинка",
            "изображение",
        ),
        looks="url",
    ),
)


class Products(Kind):
    """A row is a product. Columns that are no field become `properties.…` of the product."""

    key: ClassVar[str] = "products"
    title: ClassVar[str] = "Products"
    needs_person: ClassVar[bool] = False
    stores: ClassVar[str] = "products"
    fields: ClassVar[tuple[Field, ...]] = (
        *PRODUCT_FIELDS,
        Field(
            "available",
            "whether it can be bought",
            ("boolean",),
            words=(
                "available",
                "in stock",
                "availability",
                "наявність",
                "в наявності",
                "наличие",
                "в наличии",
            ),
            looks="boolean",
        ),
        Field(
            "quantity",
            "how many are in stock",
            ("number",),
            words=("stock", "quantity", "qty", "inventory", "залишок", "кількість", "остаток", "количество"),
            looks="number",
        ),
        Field(
            "sale_price",
            "the price while the product is on sale; it counts when it is lower",
            ("number",),
            words=("sale price", "special price", "ціна зі знижкою", "акційна ціна", "цена со скидкой"),
            looks="number",
        ),
        Field(
            "sale_period",
            "from when until when the sale price holds, as ISO 8601 writes it: start/end",
            words=("sale price effective date", "sale period", "період акції", "период акции"),
        ),
    )

    def make(self, rows: Rows, _options: Any) -> Made:
        """One object a product; the warehouse keeps the last of each `product_id`."""
        columns = [
            (name.removeprefix("properties."), name.startswith("properties."), v)
            for name, v in rows.columns.items()
        ]
        made = Made()
        for i in range(rows.count):
            product: dict[str, Any] = {"properties": {}}
            for name, extra, values in columns:
                if values[i] is not None:
                    put(product["properties"] if extra else product, name, values[i])
            made.calls.append(product)
        return made


PRODUCTS = Products()
